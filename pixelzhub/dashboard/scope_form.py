"""A store's scope and limits as its page asks for them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from connectors.limits import per_second_of
from connectors.line import go_on
from connectors.models import Category, Store
from connectors.sync import apply_scope

MAIN, ALL = "main", "all"
# A page does not wait longer for a large store; the sync carries on.
PATIENCE_S = 2.0
SCOPE = ("categories", "live_only", "photos")


class ScopeForm(forms.Form):
    """Which photos of a store are looked at, and how fast they are fetched."""

    categories = forms.ModelMultipleChoiceField(
        label=_("Collections"),
        help_text=_("None chosen: all. What is below a chosen one belongs to it."),
        queryset=Category.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    photos = forms.ChoiceField(
        label=_("Photos of each product"),
        choices=[(ALL, _("All photos")), (MAIN, _("The main photo only"))],
        widget=forms.RadioSelect,
    )
    live_only = forms.BooleanField(
        label=_("Live products only"), help_text=_("Where the platform says which are live."), required=False
    )
    per_second = forms.IntegerField(
        label=_("Downloads a second, at most"), help_text=_("0: no limit."), min_value=0, max_value=1000
    )
    per_day = forms.IntegerField(
        label=_("Downloads a day, at most"),
        help_text=_("Empty: no limit. The day ends at midnight in your time zone."),
        min_value=1,
        max_value=100_000_000,
        required=False,
    )

    def __init__(self, store: Store, data: QueryDict | None = None) -> None:
        initial = {
            "categories": list(store.scope_categories.values_list("pk", flat=True)),
            "photos": MAIN if store.main_only else ALL,
            "live_only": store.live_only,
            "per_second": per_second_of(store),
            "per_day": store.per_day,
        }
        super().__init__(data, initial=initial)
        self.store = store
        found = Category.objects.filter(store=store, gone_at=None)
        self.fields["categories"].queryset = found  # type: ignore[attr-defined]
        if not found.exists():
            del self.fields["categories"]

    def save(self) -> None:
        """Keep what was entered and sort the store's photos by it, in the background what takes long."""
        values, changed = self.cleaned_data, set(self.changed_data)
        fields: dict[str, Any] = {name: values[name] for name in ("per_second", "per_day") if name in changed}
        if changed & set(SCOPE):
            fields |= {"live_only": values["live_only"], "main_only": values["photos"] == MAIN, "scope_changed": True}
        with transaction.atomic():
            if fields:
                Store.objects.filter(pk=self.store.pk).update(**fields)
            if "categories" in changed:
                self.store.scope_categories.set(values["categories"])
        self.store.refresh_from_db()
        if self.store.scope_changed and not apply_scope(self.store, PATIENCE_S):
            going = Store.objects.filter(pk=self.store.pk, state__in=[Store.State.ACTIVE, Store.State.ERROR])
            going.update(due_at=timezone.now())
        go_on(self.store)

    def details(self) -> dict[str, Any]:
        """What was changed, for the audit trail."""
        values = self.cleaned_data | {"categories": [c.name for c in self.cleaned_data.get("categories", ())]}
        return {name: values[name] for name in self.changed_data}
