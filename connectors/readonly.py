"""The admin of rows that only the hub writes: staff look and use actions, history is not edited."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.http import HttpRequest


class OneReadPaginator(Paginator):  # type: ignore[type-arg]
    """Does not count a million rows to draw a list: the first 10,000 are enough to page through."""

    MOST = 10_000

    @property
    def count(self) -> int:
        return int(self.object_list[: self.MOST].count())  # type: ignore[attr-defined]


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    paginator = OneReadPaginator
    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # Viewing needs this one for actions; every field is read-only below.
        return bool(request.user.is_staff) if obj is None else False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
