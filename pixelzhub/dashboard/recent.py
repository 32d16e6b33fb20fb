"""What was done lately, for information: orders that came back, publications, syncs that found changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Q
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from connectors.models import SyncRun
from pixelzhub.accounts.models import Merchant
from pixelzhub.dashboard.templatetags.hub import count, sums
from pixelzhub.retouch.models import Order, Publication

DAYS = 14
EACH = 5


@dataclass(frozen=True, slots=True)
class Done:
    """One line: what was done, when, and where it can be looked at."""

    icon: str
    title: str
    detail: str
    at: datetime
    url: str


def recent(merchant: Merchant) -> list[Done]:
    """The last days' doings, newest first, a few of each kind."""
    since = timezone.now() - timedelta(days=DAYS)
    done = [*_orders(merchant, since), *_published(merchant, since), *_synced(merchant, since)]
    return sorted(done, key=lambda line: line.at, reverse=True)


def _orders(merchant: Merchant, since: datetime) -> list[Done]:
    """Orders of which every photo is back."""
    rows = Order.objects.filter(merchant=merchant, created_at__gte=since).annotate(
        n=Count("jobs"), back=Count("jobs", filter=Q(jobs__state="delivered")), at=Max("jobs__delivered_at")
    )
    return [
        Done(
            "send",
            ngettext("%(n)s photo came back from Pixelz", "%(n)s photos came back from Pixelz", row.n)
            % {"n": count(row.n)},
            _("Order #%(number)s, %(price)s") % {"number": row.number, "price": sums(row.sums)},
            row.at,
            reverse("dashboard:order", args=[row.number]),
        )
        for row in rows.order_by("-id")[:EACH]
        if row.n and row.back == row.n
    ]


def _published(merchant: Merchant, since: datetime) -> list[Done]:
    """Photos that were published and are still in the store, a line a day."""
    rows = (
        Publication.objects.filter(merchant=merchant, state=Publication.State.PUBLISHED, published_at__gte=since)
        .values(day=TruncDate("published_at"))
        .annotate(n=Count("pk"), at=Max("published_at"))
        .order_by("-day")
    )
    words = "%(n)s photo published and seen in the store", "%(n)s photos published and seen in the store"
    return [
        Done(
            "cloud-upload",
            ngettext(words[0], words[1], row["n"]) % {"n": count(row["n"])},
            _("Each can be undone"),
            row["at"],
            reverse("dashboard:publications"),
        )
        for row in rows[:EACH]
    ]


def _synced(merchant: Merchant, since: datetime) -> list[Done]:
    """Syncs that found something new."""
    rows = SyncRun.objects.filter(merchant=merchant, state=SyncRun.State.DONE, changes__gt=0, finished_at__gte=since)
    return [
        Done(
            "refresh-cw",
            ngettext("%(store)s: %(n)s change found", "%(store)s: %(n)s changes found", run.changes)
            % {"store": run.store.name, "n": count(run.changes)},
            "",
            run.finished_at,
            reverse("dashboard:store", args=[run.store_id]),
        )
        for run in rows.select_related("store").order_by("-id")[:EACH]
        if run.finished_at
    ]
