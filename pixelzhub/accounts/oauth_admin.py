"""Apps and what they were given, for staff. Secrets, codes and tokens are never shown."""

from __future__ import annotations

from connectors.readonly import ReadOnlyAdmin


class AppAdmin(ReadOnlyAdmin):
    list_display = ["name", "merchant", "client_id", "client_type", "last_used_at"]
    search_fields = ["name", "client_id", "merchant__name"]
    exclude = ["client_secret"]
    list_select_related = ["merchant"]


class GivenAdmin(ReadOnlyAdmin):
    """Codes, access tokens and refresh tokens alike."""

    list_display = ["pk", "application", "user", "created"]
    search_fields = ["application__name", "user__email"]
    exclude = ["token", "token_checksum", "code", "code_challenge"]
    list_select_related = ["application", "user"]
