"""Forms about ordering: the plan and the caps, template rules, and the switch for orders by rule."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from connectors.models import Category, Store
from pixelzhub.accounts.models import Merchant, PixelzAccount
from pixelzhub.dashboard.rules_page import finding_choices
from pixelzhub.retouch.models import Template, TemplateRule


class OrderingForm(forms.ModelForm):  # type: ignore[type-arg]
    """How the hub speaks with Pixelz, what the plan promises, and the merchant's own caps."""

    class Meta:
        model = PixelzAccount
        fields = ["wire", "minimum_hours", "daily_guarantee", "daily_cap", "monthly_cap"]
        labels = {
            "wire": _("Format of the calls"),
            "minimum_hours": _("Shortest deadline, in hours"),
            "daily_guarantee": _("Photos a day that your plan guarantees"),
            "daily_cap": _("Daily cap"),
            "monthly_cap": _("Monthly cap"),
        }
        help_texts = {
            "wire": _("JSON unless Pixelz asks for XML."),
            "minimum_hours": _("Pixelz takes no deadline sooner than this; 24 unless your contract says otherwise."),
            "daily_guarantee": _("Empty: not known. The cart says when an order goes above it."),
            "daily_cap": _("In the account's currency. No order of a day goes above it; empty: no cap."),
            "monthly_cap": _("The same for a month."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _between(self, {"minimum_hours": (1, 720), "daily_guarantee": (1, 1_000_000)})
        _between(self, {"daily_cap": (0, None), "monthly_cap": (0, None)})


class ByItselfForm(forms.ModelForm):  # type: ignore[type-arg]
    """The switch for orders by rule; both caps are needed before it can be on."""

    class Meta:
        model = PixelzAccount
        fields = ["auto_submit", "auto_daily_cap", "auto_monthly_cap"]
        labels = {
            "auto_submit": _("Order by rule, every 15 minutes"),
            "auto_daily_cap": _("Daily cap of these orders"),
            "auto_monthly_cap": _("Monthly cap of these orders"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _between(self, {"auto_daily_cap": (Decimal("0.01"), None), "auto_monthly_cap": (Decimal("0.01"), None)})

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for name in ("auto_daily_cap", "auto_monthly_cap"):
            if values.get("auto_submit") and values.get(name) is None and name not in self.errors:
                self.add_error(name, _("Orders by rule need this cap before they can be on."))
        return values


class RuleForm(forms.ModelForm):  # type: ignore[type-arg]
    """Conditions and template of one rule; the choices are the merchant's own."""

    finding = forms.ChoiceField(label=_("Finding"), required=False)

    class Meta:
        model = TemplateRule
        fields = ["store", "category", "tag", "finding", "template", "sends_itself"]
        labels = {
            "store": _("Store"),
            "category": _("Category"),
            "tag": _("Tag"),
            "template": _("Template"),
            "sends_itself": _("Order these photos by itself"),
        }
        help_texts = {
            "tag": _("As the store writes it; upper and lower case are the same."),
            "sends_itself": _(
                "Only photos on which the template mends something, and only while orders by rule are on."
            ),
        }

    def __init__(self, *args: Any, merchant: Merchant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["store"].queryset = Store.objects.filter(merchant=merchant)
        fields["category"].queryset = Category.objects.filter(merchant=merchant).order_by("name")
        fields["template"].queryset = Template.objects.filter(merchant=merchant, gone_at=None).exclude(price=None)
        fields["finding"].choices = [("", _("Any")), *finding_choices()]
        for name in ("store", "category"):
            fields[name].empty_label = _("Any")
        fields["template"].empty_label = _("Choose one")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        store, category = values.get("store"), values.get("category")
        if store and category and category.store_id != store.pk:
            text = _("%(category)s is a category of another store than %(store)s.")
            self.add_error("category", text % {"category": category, "store": store})
        return values


def _between(form: forms.BaseForm, limits: dict[str, tuple[Any, Any]]) -> None:
    """Give number fields their limits, in the page and in the check."""
    for name, (least, most) in limits.items():
        field = form.fields[name]
        for limit, attribute, validator in ((least, "min", MinValueValidator), (most, "max", MaxValueValidator)):
            if limit is not None:
                field.validators.append(validator(limit))
                field.widget.attrs[attribute] = limit
