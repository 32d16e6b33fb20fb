"""The cart: what the member has selected, each choice kept, and the button that places the order."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from analytics.health import counts
from pixelzhub import pipeline
from pixelzhub.accounts.middleware import HubRequest
from pixelzhub.accounts.models import PixelzAccount
from pixelzhub.dashboard.cart_page import cart_of, cart_page, use_recommended
from pixelzhub.dashboard.draft import Draft, NoDeadline, NotTogether, drop_draft, read_deadline, template_choice
from pixelzhub.dashboard.guards import editor_required, fragment, member_required
from pixelzhub.dashboard.selected import clear, selected_ids, unselect
from pixelzhub.retouch.cart import Cart
from pixelzhub.retouch.color_reference import NotAPicture, keep_color_reference
from pixelzhub.retouch.orders import BadDeadline, NotCovered, NothingToSend, place_order


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def new_order(request: HubRequest) -> HttpResponseBase:
    """The cart: what the member has selected."""
    return _change(request) if request.method == "POST" else _cart(request)


def _cart(request: HubRequest) -> HttpResponseBase:
    draft = Draft.read(request.session, request.merchant)
    page = cart_page(request.merchant, selected_ids(request.member), draft, request.GET)
    mendable = 0 if page.selected else counts(request.merchant.pk).get("=mend", 0)
    context = {"page": page, "mendable": mendable, "here": request.get_full_path()}
    return render(request, fragment(request, "orders/new.html", "cart"), context)


@editor_required
def _change(request: HubRequest) -> HttpResponseBase:
    """`do` says which button it was; every choice in the form is kept, whichever it was."""
    draft = Draft.read(request.session, request.merchant)
    draft.take(request.POST)
    try:
        _take_color(request, draft)
    except NotAPicture as reason:
        messages.error(request, str(reason))
        draft.keep(request.session, request.merchant)
        return redirect(request.get_full_path())
    action, _colon, subject = request.POST.get("do", "").partition(":")
    if action == "send":
        return _send(request, draft)
    _apply(request, draft, action, subject)
    draft.keep(request.session, request.merchant)
    return _cart(request) if request.htmx else redirect(request.get_full_path())


def _apply(request: HubRequest, draft: Draft, action: str, subject: str) -> None:
    match action:
        case "leave":
            unselect(request.member, [int(subject)] if subject.isdigit() else [])
        case "for-all":
            draft.use_for_all(template_choice(request.POST.get("for-all", "")))
        case "better":
            use_recommended(draft, cart_of(request.merchant, selected_ids(request.member), draft))
        case "first":
            draft.first = int(subject) if subject.isdigit() else 0
        case "combine":
            _combine(request, draft)
        case "apart":
            draft.take_apart(int(subject) if subject.isdigit() else 0)
        case "no-color":
            draft.color = draft.color_file = ""


def _combine(request: HubRequest, draft: Draft) -> None:
    """The ticked lines, in the order of the cart: the first of them gets the picture."""
    ticked = {int(text) for text in request.POST.getlist("pick") if text.isdigit()}
    lines = cart_of(request.merchant, selected_ids(request.member), draft).lines
    try:
        draft.combine([line.placement.pk for line in lines if line.placement.pk in ticked])
    except NotTogether as reason:
        messages.error(request, str(reason))


def _take_color(request: HubRequest, draft: Draft) -> None:
    """A colour reference that came with the form. Raises `NotAPicture`."""
    file = request.FILES.get("color")
    if not isinstance(file, UploadedFile):
        return
    kept = keep_color_reference(request.merchant.pk, file)
    draft.color, draft.color_file = kept.sha256, kept.file


def _send(request: HubRequest, draft: Draft) -> HttpResponseBase:
    """The same token gives the same order, so a double click is one."""
    draft.keep(request.session, request.merchant)
    account = PixelzAccount.objects.filter(merchant=request.merchant).first()
    try:
        deadline = read_deadline(draft.deadline, account.minimum_hours if account else 0)
        cart = cart_of(request.merchant, selected_ids(request.member), draft, deadline)
        order = place_order(merchant=request.merchant, by=str(request.user), cart=cart, token=_token(request, draft))
    except (NoDeadline, BadDeadline, NotCovered, NothingToSend) as reason:
        messages.error(request, str(reason))
        return redirect("dashboard:new-order")
    _unselect(request, draft, cart)
    drop_draft(request.session, request.merchant)
    pipeline.nudge()
    return redirect("dashboard:order", number=order.number)


def _token(request: HubRequest, draft: Draft) -> UUID:
    try:
        return UUID(request.POST.get("token", ""))
    except ValueError:
        return UUID(draft.token)


def _unselect(request: HubRequest, draft: Draft, cart: Cart) -> None:
    """What was ordered leaves the selection; what was kept for later stays in it."""
    if not draft.first:
        clear(request.member)
        return
    ordered = [place.pk for line in cart.lines for place in (line.placement, *line.uses, *line.parts)]
    unselect(request.member, ordered)
