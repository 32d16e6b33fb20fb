"""Sign-up: a person and, unless they were invited, their shop."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from pixelzhub.accounts.members import accept_invitation, create_merchant, open_invitation
from pixelzhub.accounts.models import User


class SignupForm(forms.Form):
    """The fields that allauth puts before e-mail and password."""

    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    merchant = forms.CharField(
        label=_("Your shop or company"),
        max_length=120,
        required=False,
        help_text=_("Leave empty if you were invited."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    field_order = ["name", "merchant", "email", "password1"]

    def signup(self, request: HttpRequest, user: User) -> None:
        """allauth calls this once the user is saved."""
        data: dict[str, Any] = self.cleaned_data
        user.name = data["name"]
        user.save(update_fields=["name"])
        invitation = open_invitation(request.session.pop("invitation", ""))
        if invitation and invitation.email.lower() == user.email.lower():
            accept_invitation(invitation=invitation, user=user)
        else:
            create_merchant(name=data["merchant"] or user.name, owner=user)
