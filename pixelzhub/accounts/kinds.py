"""What a program shows to be let in: one kind for each way in, and what each may do."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """`label` is what a sentence calls it."""

    API_KEY = "api_key", _("API key")
    OAUTH = "oauth", _("OAuth token")
    WEB = "web", _("web token")
    ANDROID = "android", _("Android token")
    IOS = "ios", _("iOS token")
    DIRECT = "direct", _("direct token")


# They lie in pages and apps that anybody can take apart, so they only read.
TOKEN_KINDS = (Kind.WEB, Kind.ANDROID, Kind.IOS, Kind.DIRECT)
WRITING = (Kind.API_KEY, Kind.OAUTH)
READING = tuple(Kind)
