"""The inbox: the list in groups, the line that is opened with its photos, and what can be done to all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from pixelzhub.accounts import audit
from pixelzhub.accounts.models import Merchant
from pixelzhub.dashboard.recent import Done, recent
from pixelzhub.dashboard.templatetags.hub import when
from pixelzhub.dashboard.waiting import waiting_for
from pixelzhub.dashboard.waiting_lines import GROUPS, Waiting
from pixelzhub.retouch.models import Job, Output, Publication, StrayTicket
from pixelzhub.retouch.submit import send_again

PHOTOS = 12
# Each row is moved on by itself; so many together keep the database's one writer busy for a moment only.
AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Thing:
    """One of the photos that a line stands for."""

    title: str
    meta: str
    href: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Detail:
    """The line that is opened; `more` is how many photos it has beyond those shown."""

    line: Waiting
    facts: list[tuple[str, str]]
    things: list[Thing]
    more: int


@dataclass(frozen=True, slots=True)
class InboxPage:
    """`opened`: the line was asked for by name, and is not only the first."""

    lines: list[Waiting]
    groups: list[tuple[Promise, list[Waiting]]]
    detail: Detail | None
    opened: bool
    recent: list[Done]


def inbox_page(merchant: Merchant, key: str) -> InboxPage:
    """The line with this key is opened, else the first."""
    lines = waiting_for(merchant)
    asked = line_of(merchant, key)
    chosen = asked or (lines[0] if lines else None)
    groups = [(label, [line for line in lines if line.group == group]) for group, label in GROUPS.items()]
    return InboxPage(
        lines=lines,
        groups=[(label, rows) for label, rows in groups if rows],
        detail=_detail(chosen) if chosen else None,
        opened=asked is not None,
        recent=recent(merchant),
    )


def line_of(merchant: Merchant, key: str) -> Waiting | None:
    """The line that still waits under this key."""
    return next((line for line in waiting_for(merchant) if line.key == key), None)


def _detail(line: Waiting) -> Detail:
    things: list[Thing] = []
    more = 0
    if line.rows is not None:
        things = [_thing(row) for row in line.rows.select_related(*_RELATED[line.rows.model])[:PHOTOS]]
        more = max(0, line.rows.count() - PHOTOS) if len(things) == PHOTOS else 0
    error = line.error if line.error != line.todo else ""
    facts = [(_("Since"), when(line.since)), (_("Why"), error), (_("Next check"), when(line.next_check))]
    return Detail(line, [(name, value) for name, value in facts if value], things, more)


_RELATED: dict[Any, tuple[str, ...]] = {
    Job: ("product", "order"),
    Output: ("job__product", "job__order"),
    Publication: ("product", "store"),
    StrayTicket: (),
}


def _thing(row: Job | Output | Publication | StrayTicket) -> Thing:
    match row:
        case Job():
            meta = " · ".join(filter(None, (_("Order %(order)s") % {"order": row.order}, row.status_name)))
            return Thing(_name(row), meta, reverse("dashboard:image", args=[row.image_id]), row.sha256)
        case Output():
            meta = _("Meets its rules") if row.meets else _missed(row)
            return Thing(_name(row.job), meta, reverse("dashboard:review-output", args=[row.pk]), row.sha256)
        case Publication():
            page = reverse("dashboard:publication", args=[row.pk])
            return Thing(row.product.name, row.store.name, page, row.after_sha256)
        case StrayTicket():
            name = row.product_id or row.customer_image_id or row.ticket
            meta = " · ".join(filter(None, (row.status_name, row.ticket, when(row.found_at))))
            return Thing(name, meta, "", "")


def _name(job: Job) -> str:
    return job.product.name if job.product else job.filename


def _missed(output: Output) -> str:
    return ", ".join(check["title"] for check in output.checks if not check["meets"])


def send_all_again(line: Waiting) -> int:
    """Send every photo of a line once more; gives how many go."""
    if line.rows is None or line.rows.model is not Job:
        return 0
    ids = list(line.rows.values_list("pk", flat=True))
    sent = 0
    for start in range(0, len(ids), AT_ONCE):
        with transaction.atomic():
            sent += sum(send_again(job) for job in Job.objects.filter(pk__in=ids[start : start + AT_ONCE]))
    return sent


def ask_now(line: Waiting) -> int:
    """Let Pixelz be asked about every photo of a line at once; gives how many that are."""
    if line.kind != "late" or line.rows is None:
        return 0
    return line.rows.order_by().update(due_at=timezone.now())


def dismiss_strays(merchant: Merchant, *, by: str) -> int:
    """Take the unknown tickets off the inbox; gives how many they were."""
    strays = StrayTicket.objects.filter(merchant=merchant, dismissed_at=None)
    n = strays.update(dismissed_at=timezone.now())
    if n:
        audit.record(merchant, by, "strays.dismissed", tickets=n)
    return n
