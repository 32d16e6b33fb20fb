"""Everything that waits for the merchant, each with the one thing to do about it, most urgent first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.db.models import Count, Exists, Min, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.channels import CHANNELS
from analytics.channels.shapes import Rule
from analytics.health import counts
from analytics.outcome import code_at
from connectors.models import Store
from pixelzhub.accounts.models import Merchant
from pixelzhub.dashboard import waiting_jobs, waiting_orders
from pixelzhub.dashboard.filters import PhotoFilter
from pixelzhub.dashboard.templatetags.hub import count, when
from pixelzhub.dashboard.waiting_lines import EACH, Act, Waiting, key_of
from pixelzhub.retouch.models import Publication
from pixelzhub.retouch.publish import publishable
from pixelzhub.retouch.review import waiting_outputs


def waiting_for(merchant: Merchant) -> list[Waiting]:
    """The list on `/` and in the inbox, whose length stands in the side bar: put together once for a request's merchant."""
    kept: dict[str, Any] = vars(merchant)
    if "_waiting_lines" not in kept:
        there = _there(merchant)
        found = [line for name, (_rows, lines) in SOURCES.items() if there[name] for line in lines(merchant)]
        kept["_waiting_lines"] = [*found, *_coming_up(merchant)]
    return list(kept["_waiting_lines"])


def _there(merchant: Merchant) -> dict[str, bool]:
    """Which kinds wait at all, in one question: the side bar of every page asks it, and mostly nothing does."""
    asked = {name: Exists(rows(merchant).order_by()) for name, (rows, _lines) in SOURCES.items()}
    found: dict[str, Any] = dict(Merchant.objects.filter(pk=merchant.pk).values(**asked).get())
    return found


def _stopped_stores(merchant: Merchant) -> QuerySet[Store]:
    return Store.objects.filter(merchant=merchant, state__in=[Store.State.NEEDS_REAUTH, Store.State.ERROR])


def _publications(merchant: Merchant, state: Publication.State) -> QuerySet[Publication]:
    return Publication.objects.filter(merchant=merchant, state=state)


def _stores(merchant: Merchant) -> Iterator[Waiting]:
    for store in _stopped_stores(merchant):
        refused = store.state == Store.State.NEEDS_REAUTH
        title = _("%(store)s needs a new key") if refused else _("%(store)s was not reached")
        detail = _("Not synced since %(when)s") % {"when": when(store.error_since)} if store.error_since else ""
        url, button = reverse("dashboard:store", args=[store.pk]), _("Reconnect") if refused else _("Look")
        safe = _("Your photos and orders here are safe; publishing waits.")
        yield Waiting(
            "store", "stopped", f"store-{store.pk}", title % {"store": store.name}, detail or store.last_error,
            store.error_since, button, href=url, todo=safe, error=store.last_error,
            next_check=None if refused else store.due_at, acts=(Act(button, url),),
        )  # fmt: skip


def _held_back(merchant: Merchant) -> Iterator[Waiting]:
    held = _publications(merchant, Publication.State.HELD_BACK).order_by("pk")
    rows = list(held.select_related("product")[:2])
    if not rows:
        return
    one = len(rows) == 1
    title = _("Held back: the store changed %(name)s first") % {"name": rows[0].product.name}
    url = reverse("dashboard:publication", args=[rows[0].pk])
    if not one:
        title = _("%(n)s photos are held back: the store changed them first") % {"n": count(held.count())}
        url = reverse("dashboard:publications") + "?state=held_back"
    text = _("Nothing was written. Compare the two and choose.")
    yield Waiting(
        "held_back", "decide", "held-back", title, text, rows[0].created_at, _("Compare"), href=url, todo=text,
        sha256=rows[0].live_sha256, rows=held, acts=(Act(_("Compare"), url),),
    )  # fmt: skip


def _to_review(merchant: Merchant) -> Iterator[Waiting]:
    outputs = waiting_outputs(merchant)
    found = outputs.order_by().aggregate(n=Count("pk"), missing=Count("pk", filter=Q(meets=False)))
    n, missing = found["n"], found["missing"]
    if not n or (first := outputs.first()) is None:
        return
    title = ngettext("%(n)s retouched photo to review", "%(n)s retouched photos to review", n) % {"n": count(n)}
    detail = _("Oldest came back %(when)s") % {"when": when(first.created_at)}
    acts = [Act(_("Review"), reverse("dashboard:review"))]
    if missing:
        detail = ngettext("%(n)s misses its rule", "%(n)s miss their rule", missing) % {"n": count(missing)}
        acts.append(Act(_("Send several back…"), f"{reverse('dashboard:send-back-several')}?show=missing"))
    yield Waiting(
        "review", "decide", "review", title, detail, first.created_at, _("Review"), sha256=first.sha256,
        href=reverse("dashboard:review"), rows=outputs.order_by("meets", "pk"), acts=tuple(acts),
        todo=_("Nothing has been published. Approve each, or send it back: that is free."),
    )  # fmt: skip


def _to_publish(merchant: Merchant) -> Iterator[Waiting]:
    outputs = publishable(merchant)
    found = outputs.order_by().aggregate(n=Count("pk"), products=Count("job__product", distinct=True))
    n = found["n"]
    if not n or (first := outputs.first()) is None:
        return
    title = ngettext("%(n)s approved photo to publish", "%(n)s approved photos to publish", n) % {"n": count(n)}
    products = ngettext("%(n)s product", "%(n)s products", found["products"]) % {"n": count(found["products"])}
    url = reverse("dashboard:new-publication")
    yield Waiting(
        "publish", "decide", "publish", title, products, first.reviewed_at, _("Publish"), sha256=first.sha256, href=url,
        rows=outputs, acts=(Act(_("Publish"), url),),
        todo=_("You see what changes in your store before anything is written."),
    )  # fmt: skip


def _failed(merchant: Merchant) -> Iterator[Waiting]:
    failed = _publications(merchant, Publication.State.FAILED)
    rows = failed.values("last_error").annotate(n=Count("pk"), since=Min("created_at"))
    url = reverse("dashboard:publications") + "?state=failed"
    for row in rows.order_by("-n", "last_error")[:EACH]:
        n, error = row["n"], row["last_error"]
        title = ngettext("%(n)s photo was not published", "%(n)s photos were not published", n) % {"n": count(n)}
        yield Waiting(
            "failed", "stopped", key_of("failed", error), title, error, row["since"], _("See why"), href=url,
            error=error, rows=failed.filter(last_error=error).order_by("pk"), acts=(Act(_("See why"), url),),
            todo=_("Your store shows what it showed before."),
        )  # fmt: skip


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
            yield Waiting(
                "rule", "coming", f"rule-{channel}-{rule.code}", f"{name}: {rule.title}", text, None, _("See them"),
                href=wanted.address(), acts=(Act(_("See them"), wanted.address()),),
            )  # fmt: skip


def _becomes_required(rule: Rule) -> bool:
    return rule.severity == "warning" and rule.valid_until is not None and rule.holds_on(timezone.localdate())


#: what can wait, most urgent first: the rows that there must be, and the lines that they make
SOURCES: dict[str, tuple[Callable[[Merchant], QuerySet[Any]], Callable[[Merchant], Iterator[Waiting]]]] = {
    "held_back": (partial(_publications, state=Publication.State.HELD_BACK), _held_back),
    "refused": (waiting_orders.refused, waiting_orders.refused_rejections),
    "to_review": (waiting_outputs, _to_review),
    "to_publish": (publishable, _to_publish),
    "strays": (waiting_orders.strays, waiting_orders.stray_tickets),
    "stores_stopped": (_stopped_stores, _stores),
    "orders_stopped": (waiting_orders.stopped, waiting_orders.stopped_orders),
    "jobs_stopped": (waiting_jobs.stopped, waiting_jobs.stopped_jobs),
    "failed": (partial(_publications, state=Publication.State.FAILED), _failed),
    "late": (waiting_jobs.late, waiting_jobs.late_jobs),
}
