"""Forms of the set-up pages. A store's form is made from its connector's setup fields: a new platform needs none of its own."""

from __future__ import annotations

import zoneinfo
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from analytics.channels import CHANNELS
from connectors.contract import Connector, GrantsAccess, SetupField
from connectors.granting import callback_url
from pixelzhub.accounts.models import Membership, Merchant, PixelzAccount, Role, User
from pixelzhub.accounts.scopes import Scope

#: what a secret field shows when a value is kept: leaving it untouched keeps that value
KEPT = "••••••••"


class ConnectForm(forms.Form):
    """Name and setup fields of one platform."""

    def __init__(
        self,
        platform: type[Connector],
        *args: Any,
        kept: dict[str, str] | None = None,
        by_grant: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.platform, self.kept = platform, kept or {}
        self.asks_for = platform.asks_for if issubclass(platform, GrantsAccess) else ()
        # A store that knows apps sends nobody to an address that the app does not name.
        self.callback = callback_url(platform.platform) if "client_id" in self.asks_for else ""
        if not self.kept:
            self.fields["store_name"] = forms.CharField(
                label=_("Name of this store here"),
                required=False,
                max_length=120,
                help_text=_("Empty: the name that the store gives itself."),
            )
        for spec in platform.setup:
            self.fields[spec.name] = _field(spec, kept=bool(self.kept.get(spec.name)))
            if by_grant:
                self.fields[spec.name].required = spec.name in self.asks_for and not self.kept.get(spec.name)
            if spec.kind != "secret":
                self.fields[spec.name].initial = self.kept.get(spec.name, "")

    @property
    def first(self) -> list[forms.BoundField]:
        """What is asked for in any case."""
        return [field for field in self if not self.asks_for or field.name in {"store_name", *self.asks_for}]

    @property
    def by_hand(self) -> list[forms.BoundField]:
        """What the store would hand over by itself."""
        return [field for field in self if self.asks_for and field.name not in {"store_name", *self.asks_for}]

    def values(self) -> dict[str, str]:
        """What the connector is opened with; a secret that was left empty stays as it is kept."""
        fields = [spec for spec in self.platform.setup if spec.kind != "file"]
        given = {spec.name: self.cleaned_data.get(spec.name) or "" for spec in fields}
        shown = {spec.name for spec in fields if spec.kind != "secret"}
        return {**self.kept, **{name: value for name, value in given.items() if value or name in shown}}


def _field(spec: SetupField, *, kept: bool) -> forms.Field:
    common: dict[str, Any] = {
        "label": spec.label,
        "help_text": spec.help,
        "required": spec.required and not (kept and spec.kind == "secret"),
    }
    attrs: dict[str, Any] = {
        "placeholder": KEPT if kept and spec.kind == "secret" else spec.placeholder,
        "autocomplete": "off",
    }
    match spec.kind:
        case "url":
            return forms.URLField(assume_scheme="https", widget=forms.URLInput(attrs=attrs), **common)
        case "secret":
            return forms.CharField(widget=forms.PasswordInput(attrs=attrs | {"autocomplete": "new-password"}), **common)
        case "file" | "files":
            return forms.FileField(**common)
        case "lines" | "document":
            shape = {"rows": 4} if spec.kind == "lines" else {"rows": 24, "spellcheck": "false", "class": "mono"}
            return forms.CharField(widget=forms.Textarea(attrs=attrs | shape), strip=False, **common)
        case _:
            return forms.CharField(max_length=500, widget=forms.TextInput(attrs=attrs), **common)


class PixelzForm(forms.Form):
    """The account's keys and both secrets. A key that is kept is never shown; left empty it stays."""

    contact_email = forms.EmailField(label=_("E-mail of the Pixelz account"))
    contact_key = forms.CharField(
        label=_("API key"),
        help_text=_("In your Pixelz account under Account settings, Affiliate."),
        widget=forms.PasswordInput,
    )
    secret = forms.CharField(
        label=_("Application secret"),
        help_text=_("Right below the API key. Proves that a call is from Pixelz."),
        widget=forms.PasswordInput,
    )
    developer_key = forms.CharField(
        label=_("Developer API key"),
        required=False,
        help_text=_("Only for partners of Pixelz."),
        widget=forms.PasswordInput,
    )
    developer_secret = forms.CharField(label=_("Developer secret"), required=False, widget=forms.PasswordInput)
    SECRETS = ("contact_key", "secret", "developer_key", "developer_secret")

    def __init__(self, *args: Any, account: PixelzAccount | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if account:
            self.fields["contact_email"].initial = account.contact_email
        for name in self.SECRETS:
            kept = bool(account and getattr(account, name))
            self.fields[name].required = self.fields[name].required and not kept
            self.fields[name].widget.attrs |= {"autocomplete": "new-password", "placeholder": KEPT if kept else ""}

    def values(self) -> dict[str, str]:
        """Only what was entered: an empty secret keeps the stored one."""
        return {name: value for name, value in self.cleaned_data.items() if value}


class ChannelsForm(forms.Form):
    """The channels that one store's photos are judged by."""

    channels = forms.MultipleChoiceField(label=_("Sales channels"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channels"].choices = [(code, channel.name) for code, channel in CHANNELS.items()]  # type: ignore[attr-defined]


class InviteForm(forms.Form):
    email = forms.EmailField(label=_("E-mail"))
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.EDITOR)


class RoleForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Membership
        fields = ["role"]


class EndingForm(forms.Form):
    """Of what opens the partner API until it is revoked, or until its time is over."""

    days = forms.ChoiceField(
        label=_("Ends"),
        choices=[
            ("", _("Never, until it is revoked")),
            (30, _("In 30 days")),
            (90, _("In 90 days")),
            (365, _("In a year")),
        ],
        required=False,
    )

    field_order = ("name", "kind", "origins", "scopes", "days")

    def ends(self) -> dict[str, datetime]:
        """`expires_at`, if an end was chosen."""
        days = self.cleaned_data["days"]
        return {"expires_at": timezone.now() + timedelta(days=int(days))} if days else {}


class ApiKeyForm(EndingForm):
    name = forms.CharField(
        label=_("What it is for"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=Scope.choices,
        initial=[scope for scope in Scope.values if scope.endswith(":read")],
        widget=forms.CheckboxSelectMultiple,
    )

    def key(self) -> dict[str, Any]:
        """What `create_key` is told."""
        return {"name": self.cleaned_data["name"], "scopes": self.cleaned_data["scopes"], **self.ends()}


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = ["name", "theme", "shortcuts"]
        help_texts = {"shortcuts": _("A approves, R sends back, / searches. They do nothing inside fields.")}


class MerchantForm(forms.ModelForm):  # type: ignore[type-arg]
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=[(name, name.replace("_", " ")) for name in sorted(zoneinfo.available_timezones())],
    )

    class Meta:
        model = Merchant
        fields = ["name", "time_zone"]
        labels = {"name": _("Name of the shop or company")}


class ImportForm(forms.Form):
    """A ZIP, a table, or both."""

    archive = forms.FileField(
        label=_("ZIP of photos, or a table (.csv, .xlsx)"),
        help_text=_("Sub-folders of the ZIP become categories; name_1.jpg and name_2.jpg are one product."),
    )
    photos = forms.FileField(
        label=_("ZIP of the photos that the table names"),
        required=False,
        help_text=_("Only when the table comes by itself."),
    )
    store_name = forms.CharField(
        label=_("Name of the collection"), required=False, max_length=120, initial=_("My photos")
    )
    dry_run = forms.BooleanField(
        label=_("Only check it"),
        required=False,
        help_text=_("Every row and photo is checked and each problem listed, and nothing is written."),
    )
