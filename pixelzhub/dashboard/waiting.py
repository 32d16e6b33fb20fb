"""Everything that waits for the merchant, each with the one thing to do about it, most urgent first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from connectors.models import Store
from pixelzhub.accounts.models import Merchant
from pixelzhub.retouch.models import Job, Output, Publication
from pixelzhub.retouch.review import waiting_outputs


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line: what it is, since when, a picture if there is one, and the button."""

    kind: str
    title: str
    detail: str
    since: datetime | None
    sha256: str
    url: str
    button: str


def waiting_for(merchant: Merchant) -> list[Waiting]:
    """The list on `/` and in the inbox."""
    found = [*_stores(merchant), *_held_back(merchant), *_needs_you(merchant), *_failed(merchant)]
    return [*found, *_to_review(merchant), *_to_publish(merchant)]


def _stores(merchant: Merchant) -> list[Waiting]:
    broken = Store.objects.filter(merchant=merchant, state__in=[Store.State.NEEDS_REAUTH, Store.State.ERROR])
    return [
        Waiting(
            "store",
            _("%(store)s needs a new key") % {"store": store.name}
            if store.state == Store.State.NEEDS_REAUTH
            else _("%(store)s was not reached") % {"store": store.name},
            store.last_error,
            store.error_since,
            "",
            reverse("dashboard:store", args=[store.pk]),
            _("Reconnect") if store.state == Store.State.NEEDS_REAUTH else _("Look"),
        )
        for store in broken
    ]


def _held_back(merchant: Merchant) -> list[Waiting]:
    held = Publication.objects.filter(merchant=merchant, state=Publication.State.HELD_BACK)
    return [
        Waiting(
            "held_back",
            _("Held back: the store changed %(name)s first") % {"name": publication.product.name},
            _("Nothing was written. Compare the two and choose."),
            publication.created_at,
            publication.live_sha256,
            reverse("dashboard:publication", args=[publication.pk]),
            _("Compare"),
        )
        for publication in held.select_related("product")[:20]
    ]


def _needs_you(merchant: Merchant) -> list[Waiting]:
    jobs = Job.objects.filter(merchant=merchant, state=Job.State.NEEDS_YOU)
    groups = (
        jobs.values("order__number", "last_error").annotate(n=Count("id"), since=Min("created_at")).order_by("since")
    )
    return [
        Waiting(
            "job",
            ngettext("%(n)s photo stopped", "%(n)s photos stopped", group["n"]) % {"n": group["n"]},
            group["last_error"],
            group["since"],
            "",
            reverse("dashboard:order", args=[group["order__number"]]),
            _("Look"),
        )
        for group in groups[:20]
    ]


def _failed(merchant: Merchant) -> list[Waiting]:
    failed = Publication.objects.filter(merchant=merchant, state=Publication.State.FAILED)
    n, since = failed.count(), failed.aggregate(since=Min("created_at"))["since"]
    if not n:
        return []
    title = ngettext("%(n)s photo was not published", "%(n)s photos were not published", n) % {"n": n}
    first = failed.first()
    return [
        Waiting(
            "failed",
            title,
            first.last_error if first else "",
            since,
            "",
            reverse("dashboard:publications") + "?state=failed",
            _("See why"),
        )
    ]


def _to_review(merchant: Merchant) -> list[Waiting]:
    outputs = waiting_outputs(merchant)
    n = outputs.count()
    if not n:
        return []
    first = outputs.first()
    assert first is not None
    title = ngettext("%(n)s retouched photo to review", "%(n)s retouched photos to review", n) % {"n": n}
    missing = outputs.filter(meets=False).count()
    detail = ngettext("%(n)s misses its rule", "%(n)s miss their rule", missing) % {"n": missing} if missing else ""
    return [Waiting("review", title, detail, first.created_at, first.sha256, reverse("dashboard:review"), _("Review"))]


def _to_publish(merchant: Merchant) -> list[Waiting]:
    outputs = publishable(merchant)
    n = outputs.count()
    if not n:
        return []
    first = outputs.first()
    assert first is not None
    title = ngettext("%(n)s approved photo to publish", "%(n)s approved photos to publish", n) % {"n": n}
    url = reverse("dashboard:new-publication")
    return [Waiting("publish", title, "", first.reviewed_at, first.sha256, url, _("Publish"))]


def publishable(merchant: Merchant):  # type: ignore[no-untyped-def]
    """Approved outputs that no publication has taken up."""
    taken = Publication.objects.filter(merchant=merchant).exclude(state=Publication.State.UNDONE)
    return (
        Output.objects.filter(merchant=merchant, review=Output.Review.APPROVED)
        .exclude(pk__in=taken.values("output"))
        .select_related("job__product", "job__image", "job__template")
        .order_by("pk")
    )
