"""One line of the inbox, and everything that is said about it when it is opened."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy

#: lines of one kind
EACH = 20
GROUPS = {
    "decide": gettext_lazy("Decide"),
    "stopped": gettext_lazy("Stopped"),
    "late": gettext_lazy("Late at Pixelz"),
    "coming": gettext_lazy("Coming up"),
}
ICONS = {
    "store": "key-round", "job": "circle-pause", "late": "clock-alert", "order": "circle-dollar-sign",
    "stray": "search-x", "refused": "undo-dot", "failed": "cloud-alert", "rule": "tag",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Act:
    """A button: a link (`href`, to another site if `external`), a form (`post`), or one that the inbox does (`do`)."""

    label: str
    href: str = ""
    post: str = ""
    do: str = ""
    external: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """What it is, since when, a picture if there is one, and the button.

    `todo` says what to do next, `rows` are what it stands for, `acts` what can be done from the inbox.
    """

    kind: str
    group: str
    key: str
    title: str
    detail: str
    since: datetime | None
    button: str
    sha256: str = ""
    href: str = ""
    todo: str = ""
    error: str = ""
    next_check: datetime | None = None
    rows: QuerySet[Any] | None = None
    acts: tuple[Act, ...] = ()

    @property
    def icon(self) -> str:
        """The sign of a line without a picture."""
        return ICONS.get(self.kind, "inbox")

    @property
    def here(self) -> str:
        """Its address in the inbox."""
        return f"{reverse('dashboard:inbox')}?line={self.key}"

    @property
    def url(self) -> str:
        """Where the thing itself is; what has no page of its own is opened in the inbox."""
        return self.href or self.here


def key_of(kind: str, *cause: object) -> str:
    """A short name for a cause, the same as long as the cause is."""
    return f"{kind}-{hashlib.sha256(repr(cause).encode()).hexdigest()[:12]}"
