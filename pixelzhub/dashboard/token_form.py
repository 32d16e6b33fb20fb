"""The form of a token: what carries it, what it may read, and from which pages a web token may be used."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pixelzhub.accounts.kinds import Kind
from pixelzhub.accounts.origins import WrongOrigin, origins_of
from pixelzhub.accounts.tokens import READS, USUAL
from pixelzhub.dashboard.forms import EndingForm

CARRIERS = [
    (Kind.WEB.value, _("Web pages: photos as WebP, up to 1600 pixels")),
    (Kind.ANDROID.value, _("An Android app: photos as WebP, up to 1080 pixels")),
    (Kind.IOS.value, _("An iOS app: photos as WebP, up to 1080 pixels")),
    (Kind.DIRECT.value, _("A program of a partner: photos as they are")),
]


class TokenForm(EndingForm):
    name = forms.CharField(
        label=_("What it is for"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    kind = forms.ChoiceField(label=_("What carries it"), choices=CARRIERS, initial=Kind.WEB.value)
    origins = forms.CharField(
        label=_("Origins of the web pages"),
        required=False,
        help_text=_("One a line. Browsers let only pages of these origins use a web token."),
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": "https://shop.example.com", "spellcheck": "false"}),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may read"),
        choices=[(scope.value, scope.label) for scope in READS],
        initial=[scope.value for scope in USUAL],
        widget=forms.CheckboxSelectMultiple,
    )

    def clean_origins(self) -> list[str]:
        try:
            return origins_of(self.cleaned_data["origins"])
        except WrongOrigin as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self) -> None:
        if "origins" not in self.cleaned_data:
            return
        web, origins = self.cleaned_data.get("kind") == Kind.WEB.value, self.cleaned_data["origins"]
        if web and not origins:
            self.add_error("origins", _("Name the origins of the pages that use it."))
        if origins and not web:
            self.add_error("origins", _("Only a web token is bound to origins; leave this empty."))

    def token(self) -> dict[str, Any]:
        """What `create_token` is told."""
        given = {name: self.cleaned_data[name] for name in ("name", "origins", "scopes")}
        return {"kind": Kind(self.cleaned_data["kind"]), **given, **self.ends()}
