"""The form of a webhook: where it goes, what it is for, and the events that it hears of."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from pixelzhub.deliveries.address import MOST_CHARACTERS
from pixelzhub.deliveries.events import Event


def event_choices() -> list[tuple[str, SafeString]]:
    """Each event with its sentence, then the name that the messages carry."""
    return [(event.value, format_html("{} <code>{}</code>", event.label, event.value)) for event in Event]


class WebhookForm(forms.Form):
    url = forms.CharField(
        label=_("Address"),
        max_length=MOST_CHARACTERS,
        widget=forms.URLInput(attrs={"autocomplete": "off", "placeholder": "https://erp.example.com/pixelz"}),
        help_text=_("The hub posts JSON there. It has to be reachable from the internet."),
    )
    description = forms.CharField(
        label=_("What it is for"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    events = forms.MultipleChoiceField(label=_("Events"), choices=event_choices, widget=forms.CheckboxSelectMultiple)

    def fields_of_endpoint(self) -> dict[str, Any]:
        """What an endpoint is made or changed with."""
        return {name: self.cleaned_data[name] for name in ("url", "description", "events")}
