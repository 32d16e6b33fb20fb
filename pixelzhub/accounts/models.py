"""People, the merchants that they work for, the Pixelz account, API keys, and who did what."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any, ClassVar
from urllib.parse import urljoin, urlsplit

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from connectors.due import DueRow
from connectors.errors import BadReply
from connectors.secrets import EncryptedJSONField
from pixelzhub.accounts.call_models import IdempotentCall as IdempotentCall
from pixelzhub.accounts.credential import Credential
from pixelzhub.accounts.oauth_models import App as App
from pixelzhub.accounts.token_models import AllowedOrigin as AllowedOrigin
from pixelzhub.accounts.token_models import Token as Token

INVITATION_DAYS = 14


class Users(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, **{"is_staff": True, "is_superuser": True, **fields})


class User(AbstractBaseUser, PermissionsMixin):
    """A person. The e-mail address is the login."""

    class Theme(models.TextChoices):
        SYSTEM = "", _("As the system")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    theme = models.CharField(_("theme"), max_length=5, choices=Theme, blank=True, default="")
    shortcuts = models.BooleanField(_("single-letter keys"), default=True)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Users] = Users()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def initials(self) -> str:
        words = (self.name or self.email.split("@")[0]).replace(".", " ").split()
        return "".join(word[0] for word in words[:2]).upper()

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] if self.name else self.email


class Merchant(models.Model):
    """The tenant: everything else belongs to exactly one."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    time_zone = models.CharField(max_length=60, default="UTC")
    checklist_hidden_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    EDITOR = "editor", _("Editor")
    VIEWER = "viewer", _("Viewer")


class Membership(models.Model):
    """A user of a merchant. Viewers look, editors order and publish, owners also change settings and members."""

    merchant = models.ForeignKey(Merchant, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role, default=Role.VIEWER)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merchant", "user"], name="membership_once")]
        ordering = ["created_at"]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display()})"

    @property
    def can_edit(self) -> bool:
        return self.role in {Role.OWNER, Role.EDITOR}

    @property
    def can_own(self) -> bool:
        return self.role == Role.OWNER


class Invitation(models.Model):
    """Someone asked to join. Only the digest of the mailed token is kept."""

    merchant = models.ForeignKey(Merchant, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    role = models.CharField(max_length=10, choices=Role, default=Role.EDITOR)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["merchant", "email"], condition=models.Q(accepted_at__isnull=True), name="invitation_once"
            )
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def is_open(self) -> bool:
        return self.accepted_at is None and self.created_at > timezone.now() - timedelta(days=INVITATION_DAYS)


class ApiKey(Credential):
    """A partner's key."""

    merchant = models.ForeignKey(Merchant, on_delete=models.CASCADE, related_name="api_keys")
    prefix = models.CharField(max_length=16)
    replaced_by = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replaces",
        help_text="The key that was made in its place; this one opens for a while yet.",
    )  # fmt: skip

    class Meta(Credential.Meta):
        verbose_name = "API key"


class PixelzAccount(DueRow):
    """The merchant's account at Pixelz: credentials, and what Pixelz last said of balance and trial photos.

    `due_at` is when Pixelz is asked again.
    """

    class Wire(models.TextChoices):
        JSON = "json", "JSON"
        XML = "xml", "XML"

    merchant = models.OneToOneField(Merchant, on_delete=models.CASCADE, related_name="pixelz")
    contact_email = models.EmailField()
    contact_key: Any = EncryptedJSONField()
    secret: Any = EncryptedJSONField(default=str)
    developer_key: Any = EncryptedJSONField(default=str)
    developer_secret: Any = EncryptedJSONField(default=str)
    api_url = models.CharField(max_length=300, blank=True, help_text="Empty: the one of the installation.")
    files_url = models.CharField(max_length=300, blank=True, help_text="Empty: the one of the installation.")
    wire = models.CharField(max_length=4, choices=Wire, default=Wire.JSON)
    #: a refusal of the account tells; it is tried again now and then
    can_upload = models.BooleanField(null=True, help_text="Whether Pixelz lets this account upload. Empty: not tried.")
    minimum_hours = models.PositiveSmallIntegerField(default=24, help_text="The shortest deadline that Pixelz takes.")
    daily_guarantee = models.PositiveIntegerField(null=True, blank=True, help_text="Photos a day of the plan.")
    daily_cap = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    monthly_cap = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    #: rules that order by themselves: off until the owner says so, each with caps of their own
    auto_submit = models.BooleanField(default=False)
    auto_daily_cap = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    auto_monthly_cap = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    reconciled_at = models.DateTimeField(null=True, blank=True)
    balance = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    trial_images = models.PositiveIntegerField(default=0)
    days_of_credit = models.PositiveIntegerField(default=0)
    checked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.contact_email

    def file_address(self, path: str, default_base: str) -> str:
        """The absolute address of a file that Pixelz names with or without a host and a leading slash.

        Raises `BadReply` for one that does not lie where Pixelz's files lie.
        """
        base = self.files_url or default_base
        address = urljoin(base.rstrip("/") + "/", path if "://" in path else path.lstrip("/"))
        named, ours = urlsplit(address), urlsplit(base)
        if (named.scheme, named.netloc) != (ours.scheme, ours.netloc):
            raise BadReply(f"Pixelz names a file on {named.hostname or 'no host'}, not on {ours.hostname}.")
        return address

    def covers(self, price: Decimal) -> int | None:
        """How many photos at `price` the balance pays for; None while the balance is not known."""
        if self.balance is None or price <= 0:
            return None
        return max(0, int(self.balance // price))


class AuditEvent(models.Model):
    """Who did what, and when. No foreign keys: the trail outlives the rows that it speaks of."""

    merchant_id = models.BigIntegerField(db_index=True)
    actor = models.CharField(max_length=200)
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=300, blank=True)
    details = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.actor} {self.action} {self.subject}"
