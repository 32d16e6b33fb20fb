"""Everything that waits for the merchant, each with the one thing to do about it, most urgent first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from analytics.channels import CHANNELS
from analytics.channels.shapes import Rule
from analytics.findings import code_at
from analytics.health import counts
from connectors.models import Store
from pixelzhub.accounts.models import Merchant
from pixelzhub.dashboard.filters import PhotoFilter
from pixelzhub.dashboard.templatetags.hub import count, when
from pixelzhub.retouch.models import Job, Output, Publication
from pixelzhub.retouch.review import waiting_outputs

GROUPS = {
    "decide": gettext_lazy("Decide"),
    "stopped": gettext_lazy("Stopped"),
    "coming": gettext_lazy("Coming up"),
}
ICONS = {"store": "key-round", "job": "circle-pause", "failed": "cloud-alert", "rule": "tag"}
EACH = 20


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line: what it is, since when, a picture if there is one, and the button."""

    kind: str
    group: str
    title: str
    detail: str
    since: datetime | None
    sha256: str
    url: str
    button: str

    @property
    def icon(self) -> str:
        """The sign of a line without a picture."""
        return ICONS.get(self.kind, "inbox")


def waiting_for(merchant: Merchant) -> list[Waiting]:
    """The list on `/` and in the inbox."""
    found = [*_stores(merchant), *_held_back(merchant), *_to_review(merchant), *_to_publish(merchant)]
    return [*found, *_needs_you(merchant), *_failed(merchant), *_coming_up(merchant)]


def _stores(merchant: Merchant) -> Iterator[Waiting]:
    for store in Store.objects.filter(merchant=merchant, state__in=[Store.State.NEEDS_REAUTH, Store.State.ERROR]):
        refused = store.state == Store.State.NEEDS_REAUTH
        title = _("%(store)s needs a new key") if refused else _("%(store)s was not reached")
        detail = _("Not synced since %(when)s") % {"when": when(store.error_since)} if store.error_since else ""
        url = reverse("dashboard:store", args=[store.pk])
        button = _("Reconnect") if refused else _("Look")
        words = title % {"store": store.name}
        yield Waiting("store", "stopped", words, detail or store.last_error, store.error_since, "", url, button)


def _held_back(merchant: Merchant) -> Iterator[Waiting]:
    held = Publication.objects.filter(merchant=merchant, state=Publication.State.HELD_BACK)
    for publication in held.select_related("product")[:EACH]:
        yield Waiting(
            "held_back",
            "decide",
            _("Held back: the store changed %(name)s first") % {"name": publication.product.name},
            _("Nothing was written. Compare the two and choose."),
            publication.created_at,
            publication.live_sha256,
            reverse("dashboard:publication", args=[publication.pk]),
            _("Compare"),
        )


def _to_review(merchant: Merchant) -> Iterator[Waiting]:
    outputs = waiting_outputs(merchant)
    found = outputs.order_by().aggregate(n=Count("pk"), missing=Count("pk", filter=Q(meets=False)))
    n, missing = found["n"], found["missing"]
    if not n or (first := outputs.first()) is None:
        return
    title = ngettext("%(n)s retouched photo to review", "%(n)s retouched photos to review", n) % {"n": count(n)}
    detail = _("Oldest came back %(when)s") % {"when": when(first.created_at)}
    if missing:
        detail = ngettext("%(n)s misses its rule", "%(n)s miss their rule", missing) % {"n": count(missing)}
    url = reverse("dashboard:review")
    yield Waiting("review", "decide", title, detail, first.created_at, first.sha256, url, _("Review"))


def _to_publish(merchant: Merchant) -> Iterator[Waiting]:
    outputs = publishable(merchant)
    found = outputs.order_by().aggregate(n=Count("pk"), products=Count("job__product", distinct=True))
    n = found["n"]
    if not n or (first := outputs.first()) is None:
        return
    title = ngettext("%(n)s approved photo to publish", "%(n)s approved photos to publish", n) % {"n": count(n)}
    products = ngettext("%(n)s product", "%(n)s products", found["products"]) % {"n": count(found["products"])}
    url = reverse("dashboard:new-publication")
    yield Waiting("publish", "decide", title, products, first.reviewed_at, first.sha256, url, _("Publish"))


def publishable(merchant: Merchant) -> QuerySet[Output]:
    """Approved outputs that no publication has taken up; one that was undone is published again from its own page."""
    taken = Publication.objects.filter(merchant=merchant)
    return (
        Output.objects.filter(merchant=merchant, review=Output.Review.APPROVED)
        .exclude(pk__in=taken.values("output"))
        .select_related("job__product", "job__image", "job__template")
        .order_by("pk")
    )


def _needs_you(merchant: Merchant) -> Iterator[Waiting]:
    jobs = Job.objects.filter(merchant=merchant, state=Job.State.NEEDS_YOU)
    groups = jobs.values("order__number", "last_error").annotate(n=Count("id"), since=Min("created_at"))
    for group in groups.order_by("since")[:EACH]:
        words = {"n": count(group["n"]), "order": group["order__number"]}
        title = ngettext(
            "%(n)s photo of order #%(order)s stopped", "%(n)s photos of order #%(order)s stopped", group["n"]
        )
        url = reverse("dashboard:order", args=[group["order__number"]])
        yield Waiting("job", "stopped", title % words, group["last_error"], group["since"], "", url, _("Look"))


def _failed(merchant: Merchant) -> Iterator[Waiting]:
    failed = Publication.objects.filter(merchant=merchant, state=Publication.State.FAILED)
    n = failed.count()
    if not n or (first := failed.order_by("pk").first()) is None:
        return
    title = ngettext("%(n)s photo was not published", "%(n)s photos were not published", n) % {"n": count(n)}
    url = reverse("dashboard:publications") + "?state=failed"
    yield Waiting("failed", "stopped", title, first.last_error, first.created_at, "", url, _("See why"))


def _coming_up(merchant: Merchant) -> Iterator[Waiting]:
    """Warnings that a channel turns into requirements on a day that it has named."""
    rules = [(channel.name, channel.code, rule) for channel in CHANNELS.values() for rule in channel.rules]
    coming = [row for row in rules if _becomes_required(row[2])]
    if not coming:
        return
    found = counts(merchant.pk)
    for name, channel, rule in coming:
        n = found.get(code_at(channel, rule.code, "warning"), 0)
        if n:
            text = ngettext("%(n)s photo fails it by then", "%(n)s photos fail it by then", n) % {"n": count(n)}
            wanted = PhotoFilter(channel=channel, level="warn", finding=rule.code)
            yield Waiting("rule", "coming", f"{name}: {rule.title}", text, None, "", wanted.address(), _("See them"))


def _becomes_required(rule: Rule) -> bool:
    return rule.severity == "warning" and rule.valid_until is not None and rule.holds_on(timezone.localdate())
