"""The form of an app: whether it can keep a secret, where people are sent back to, and the most that it may do."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pixelzhub.accounts.oauth import WrongAddress, addresses_of
from pixelzhub.accounts.scopes import Scope

SERVER, PUBLIC = "server", "public"


class AppForm(forms.Form):
    name = forms.CharField(
        label=_("What the app is called"),
        max_length=120,
        help_text=_("Owners read this name when the app asks to come in."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    kind = forms.ChoiceField(
        label=_("Where it runs"),
        choices=[
            (SERVER, _("On a server that keeps a secret")),
            (PUBLIC, _("On people's machines, where it cannot keep one")),
        ],
        initial=SERVER,
    )
    addresses = forms.CharField(
        label=_("Redirect URIs"),
        required=False,
        help_text=_("One a line. Without any, the app comes in by its secret alone and asks nobody."),
        widget=forms.Textarea(
            attrs={"rows": 3, "placeholder": "https://erp.example.com/back", "spellcheck": "false"},
        ),
    )
    scopes = forms.MultipleChoiceField(
        label=_("The most that it may do"),
        choices=Scope.choices,
        initial=[scope for scope in Scope.values if scope.endswith(":read")],
        widget=forms.CheckboxSelectMultiple,
    )

    def clean_addresses(self) -> list[str]:
        try:
            return addresses_of(self.cleaned_data["addresses"])
        except WrongAddress as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self) -> None:
        if self.cleaned_data.get("kind") == PUBLIC and self.cleaned_data.get("addresses") == []:
            self.add_error("addresses", _("An app without a secret needs an address to come back to."))

    def app(self) -> dict[str, Any]:
        """What `create_app` is told."""
        given = {name: self.cleaned_data[name] for name in ("name", "scopes", "addresses")}
        return {**given, "confidential": self.cleaned_data["kind"] == SERVER}
