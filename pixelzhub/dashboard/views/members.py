"""Members: invite, change, remove; join by the mailed link; work for another merchant."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.mail import send_mail
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pixelzhub.accounts.members import (
    LastOwner,
    accept_invitation,
    change_role,
    open_invitation,
    remove_member,
)
from pixelzhub.accounts.members import invite as invite_member
from pixelzhub.accounts.middleware import MERCHANT_KEY, HubRequest
from pixelzhub.accounts.models import Invitation, Membership
from pixelzhub.dashboard.forms import InviteForm, RoleForm
from pixelzhub.dashboard.guards import member_required, own, owner_required


@require_safe
@member_required
def members(request: HubRequest) -> HttpResponseBase:
    return _page(request, InviteForm())


def _page(request: HubRequest, form: InviteForm, status: int = 200) -> HttpResponseBase:
    rows = Membership.objects.filter(merchant=request.merchant).select_related("user")
    context = {
        "form": form,
        "members": [(row, RoleForm(instance=row, auto_id=f"role-{row.pk}")) for row in rows],
        "invitations": [
            row for row in Invitation.objects.filter(merchant=request.merchant, accepted_at=None) if row.is_open
        ],
    }
    return render(request, "settings/members.html", context, status=status)


@require_POST
@owner_required
def invite(request: HubRequest) -> HttpResponseBase:
    """The link travels by mail alone; nobody can read it here again."""
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _page(request, form, 422)
    email = form.cleaned_data["email"]
    if Membership.objects.filter(merchant=request.merchant, user__email__iexact=email).exists():
        form.add_error("email", _("%(email)s is a member already.") % {"email": email})
        return _page(request, form, 422)
    token = invite_member(merchant=request.merchant, email=email, role=form.cleaned_data["role"], by=request.user)
    link = request.build_absolute_uri(reverse("dashboard:join", args=[token]))
    text = render_to_string("mail/invitation.txt", {"merchant": request.merchant, "by": request.user, "link": link})
    subject = _("Join %(merchant)s on Pixelz Hub") % {"merchant": request.merchant.name}
    send_mail(subject, text, None, [email])
    messages.success(request, _("An invitation went to %(email)s.") % {"email": email})
    return redirect("dashboard:settings-members")


@require_POST
@owner_required
def change(request: HubRequest, membership_id: int) -> HttpResponseBase:
    """Another role, or out."""
    row = own(request, Membership.objects.select_related("user", "merchant"), pk=membership_id)
    try:
        if request.POST.get("action") == "remove":
            remove_member(membership=row, by=request.user)
        elif (form := RoleForm(request.POST)).is_valid():
            change_role(membership=row, role=form.cleaned_data["role"], by=request.user)
    except LastOwner:
        messages.error(request, _("Someone has to stay owner. Make another member owner first."))
    return redirect("dashboard:settings-members")


@require_POST
@owner_required
def withdraw(request: HubRequest, invitation_id: int) -> HttpResponseBase:
    own(request, Invitation.objects.filter(accepted_at=None), pk=invitation_id).delete()
    return redirect("dashboard:settings-members")


@require_http_methods(["GET", "POST"])
def join(request: HubRequest, token: str) -> HttpResponseBase:
    """The mailed link: log in or sign up first, then accept."""
    invitation = open_invitation(token)
    if invitation is None:
        raise Http404
    if not request.user.is_authenticated:
        request.session["invitation"] = token
        return redirect(f"{reverse('account_signup')}?next={request.path}")
    if request.method == "POST":
        membership = accept_invitation(invitation=invitation, user=request.user)
        request.session[MERCHANT_KEY] = membership.merchant_id
        return redirect("dashboard:health")
    return render(request, "settings/join.html", {"invitation": invitation})


@require_POST
@login_required
def switch(request: HubRequest, slug: str) -> HttpResponseBase:
    """Work for another of one's merchants."""
    membership = get_object_or_404(Membership, user=request.user, merchant__slug=slug)
    request.session[MERCHANT_KEY] = membership.merchant_id
    return redirect("dashboard:health")
