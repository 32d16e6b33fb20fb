"""Template rules: which photos get which template, in order, and which of them are ordered by themselves."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pixelzhub.accounts import audit
from pixelzhub.accounts.middleware import HubRequest
from pixelzhub.accounts.models import PixelzAccount
from pixelzhub.dashboard.guards import editor_required, member_required, own, owner_required
from pixelzhub.dashboard.ordering_forms import ByItselfForm, RuleForm
from pixelzhub.dashboard.rules_page import MOST, add_rule, move_rule, rule_rows
from pixelzhub.retouch.models import TemplateRule
from pixelzhub.retouch.rules import cart_by_rules

form_view = require_http_methods(["GET", "HEAD", "POST"])


@form_view
@member_required
def rules(request: HubRequest) -> HttpResponseBase:
    """The rules in order, a form for one more, and the switch for orders by rule."""
    return _add(request) if request.method == "POST" else _page(request, RuleForm(merchant=request.merchant))


def _page(request: HubRequest, form: RuleForm, by_itself: ByItselfForm | None = None) -> HttpResponseBase:
    account = PixelzAccount.objects.filter(merchant=request.merchant).first()
    by_itself = by_itself or (ByItselfForm(instance=account) if account else None)
    context = {"rows": rule_rows(request.merchant), "form": form, "by_itself": by_itself, "account": account}
    wrong = form.errors or (by_itself and by_itself.errors)
    return render(request, "settings/rules.html", context, status=422 if wrong else 200)


@editor_required
def _add(request: HubRequest) -> HttpResponseBase:
    form = RuleForm(request.POST, merchant=request.merchant)
    if TemplateRule.objects.filter(merchant=request.merchant).count() >= MOST:
        form.add_error(None, _("%(most)s rules are the most that there can be.") % {"most": MOST})
    if not form.is_valid():
        return _page(request, form)
    add_rule(request.merchant, form.save(commit=False))
    audit.record(request.merchant, request.user, "rule.made", form.instance.template)
    messages.success(request, _("The rule counts from now on."))
    return redirect("dashboard:settings-rules")


@form_view
@editor_required
def rule(request: HubRequest, rule_id: int) -> HttpResponseBase:
    """One rule: changed, moved or deleted, as `do` says."""
    found = own(request, TemplateRule.objects.select_related("template"), pk=rule_id)
    form = RuleForm(
        request.POST if request.POST.get("do") == "save" else None, merchant=request.merchant, instance=found
    )
    match request.POST.get("do"):
        case "up" | "down" as way:
            move_rule(found, up=way == "up")
        case "delete":
            audit.record(request.merchant, request.user, "rule.deleted", found.template)
            found.delete()
        case "save" if form.is_valid():
            form.save()
            audit.record(request.merchant, request.user, "rule.changed", found.template)
            messages.success(request, _("Saved"))
        case _:
            context = {"form": form, "rule": found}
            return render(request, "settings/rule.html", context, status=422 if form.errors else 200)
    return redirect("dashboard:settings-rules")


@require_POST
@owner_required
def by_itself(request: HubRequest) -> HttpResponseBase:
    """Switch orders by rule on or off, and set their caps."""
    account = own(request, PixelzAccount.objects.all())
    form = ByItselfForm(request.POST, instance=account)
    if not form.is_valid():
        return _page(request, RuleForm(merchant=request.merchant), form)
    PixelzAccount.objects.filter(pk=account.pk).update(**form.cleaned_data)
    caps = {name: str(value) for name, value in form.cleaned_data.items()}
    audit.record(request.merchant, request.user, "rules.by_themselves", account, **caps)
    on = form.cleaned_data["auto_submit"]
    messages.success(request, _("Orders by rule are on.") if on else _("Orders by rule are off."))
    return redirect("dashboard:settings-rules")


@require_safe
@member_required
def dry_run(request: HubRequest) -> HttpResponseBase:
    """What the rules would order now, and what it would cost; nothing is sent."""
    account = PixelzAccount.objects.filter(merchant=request.merchant).first()
    context = {"cart": cart_by_rules(request.merchant), "account": account}
    return render(request, "settings/rules_dry_run.html", context)
