"""What the image health page shows, from roll-ups: every figure is the length of the list that it links to."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.channels import CHANNELS
from analytics.channels.rules import Rule
from analytics.findings import code_at
from analytics.health import Health, TrendDay, counts, health_from, trend
from analytics.models import FindingCount, FindingRow, ListedChannel
from connectors.models import Image, Store
from pixelzhub.accounts.models import Merchant
from pixelzhub.dashboard.cards import thumbnail_url
from pixelzhub.dashboard.estimate import SAMPLE, Estimate, estimate
from pixelzhub.dashboard.filters import PhotoFilter
from pixelzhub.dashboard.photos import rows_for
from pixelzhub.dashboard.templatetags.hub import count
from pixelzhub.retouch.models import Publication

EXAMPLES = 6
BARS = 5
WEEK = 7
REMEDIES = ("mend", "reshoot", "fix")


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """One sales channel: photos listed on it, and how many fail or warn."""

    code: str
    name: str
    listed: int
    fail: int
    warn: int
    most: dict[str, Any] | None
    base: PhotoFilter

    @property
    def meets(self) -> int:
        return max(0, self.listed - self.fail - self.warn)

    @property
    def share(self) -> float:
        return self.meets / self.listed if self.listed else 0

    @property
    def links(self) -> dict[str, str]:
        """The grid of the photos behind each figure of the row."""
        return {level: _grid(self.base, level=level) for level in ("fail", "warn", "meets", "listed")}

    @property
    def parts(self) -> list[dict[str, Any]]:
        """The bar of the row."""
        words = {
            "meets": _("%(n)s photos meet %(channel)s"),
            "warn": _("%(n)s photos are warned on %(channel)s"),
            "fail": _("%(n)s photos fail on %(channel)s"),
        }
        fills = {"meets": "pass", "warn": "warn", "fail": "fail"}
        return [
            {
                "count": getattr(self, level),
                "fill": fill,
                "hatched": level == "warn",
                "href": self.links[level],
                "label": words[level] % {"n": count(getattr(self, level)), "channel": self.name},
            }
            for level, fill in fills.items()
        ]


@dataclass(frozen=True, slots=True)
class Remedy:
    """One of the three things to do: how many photos, a few of them, and the required rules that they fail."""

    name: str
    n: int
    href: str
    query: str
    examples: list[str]
    findings: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Overview:
    health: Health
    days: list[TrendDay]
    remedies: dict[str, Remedy]
    channels: list[ChannelRow]
    cost: Estimate | None
    links: dict[str, str]

    @property
    def rise(self) -> int:
        """Points of score since the first day of the trend."""
        return round(self.days[-1].score) - round(self.days[0].score) if self.days else 0

    @property
    def fall(self) -> int:
        return -self.rise

    @property
    def whole(self) -> list[dict[str, Any]]:
        """The bar over what to do."""
        parts = (("meets", "pass", False), ("mend", "accent", False), ("reshoot", "grey", False), ("fix", "grey", True))
        labels = {"meets": _("meet every rule"), "mend": _("to mend"), "reshoot": _("to reshoot"), "fix": _("to fix")}
        return [
            {
                "count": getattr(self.health, name),
                "fill": fill,
                "hatched": hatched,
                "href": self.links[name],
                "label": f"{count(getattr(self.health, name))} {labels[name]}",
            }
            for name, fill, hatched in parts
        ]

    @property
    def points(self) -> list[dict[str, Any]]:
        """The trend as the chart draws it: a day under the axis each week, counted back from today."""
        last = len(self.days) - 1
        return [
            {
                "value": round(day.score, 1) if i < last else round(day.score),
                "tick": "" if (last - i) % WEEK else (_("Today") if i == last else date_format(day.day, "j M")),
                "published": day.published,
                "href": reverse("dashboard:publications"),
            }
            for i, day in enumerate(self.days)
        ]

    @property
    def trend_label(self) -> str:
        """The chart's message in words."""
        first, last = round(self.days[0].score), round(self.days[-1].score)
        words = {"from": first, "to": last, "n": len(self.days)}
        if first == last:
            return ngettext("The score is %(to)s", "The score stayed at %(to)s for %(n)s days", len(self.days)) % words
        return _("The score went from %(from)s to %(to)s in %(n)s days") % words


def overview(merchant: Merchant, *, store: Store | None = None) -> Overview:
    """The page's figures, of one store or of all."""
    store_id = store.pk if store else None
    found = counts(merchant.pk, store_id=store_id)
    base = PhotoFilter(store=str(store_id) if store_id else "")
    health = health_from(found)
    return Overview(
        health=health,
        days=_days(merchant, base, health),
        remedies={name: _remedy(merchant, base, name, found) for name in REMEDIES},
        channels=_channels(merchant, base, found),
        cost=_cost(merchant, base, found.get("=mend", 0)),
        links={name: _grid(base, view=name) for name in ("all", "meets", *REMEDIES, "unmeasured")},
    )


def _days(merchant: Merchant, base: PhotoFilter, health: Health) -> list[TrendDay]:
    """The trend with today as it is now: its line is written once a day, and the score beside it moves at once."""
    today = timezone.localdate()
    days = trend(merchant.pk, store_id=base.store_id)
    if not health.judged:
        return days
    published = Publication.objects.filter(merchant=merchant, state="published", published_at__date=today)
    if base.store:
        published = published.filter(store=base.store_id)
    now = TrendDay(today, 100 * health.meets / health.judged, published.count())
    return [*(day for day in days if day.day < today), now]


def _grid(wanted: PhotoFilter, **changes: str) -> str:
    return reverse("dashboard:images") + wanted.query(**changes)


def _remedy(merchant: Merchant, base: PhotoFilter, name: str, found: dict[str, int]) -> Remedy:
    n = found.get(f"={name}", 0)
    bars = _required(merchant, base, name, found) if n else []
    examples = _examples(merchant, PhotoFilter(view=name, store=base.store)) if n else []
    return Remedy(name, n, _grid(base, view=name), base.query(view=name), examples, bars[:BARS])


def _examples(merchant: Merchant, wanted: PhotoFilter) -> list[str]:
    """Thumbnails of the heaviest photos of a list, each picture once."""
    heaviest = rows_for(merchant, wanted).exclude(image__sha256="").order_by("-weight", "-placement_id")
    ids = list(heaviest.values_list("image_id", flat=True)[: 2 * EXAMPLES])
    images = sorted(Image.objects.filter(pk__in=ids, last_error=""), key=lambda image: ids.index(image.pk))
    return [thumbnail_url(image) for image in {image.sha256: image for image in images}.values()][:EXAMPLES]


def _required(merchant: Merchant, base: PhotoFilter, name: str, found: dict[str, int]) -> list[dict[str, Any]]:
    """The required rules that photos of one group fail, most frequent first; a code on its most frequent channel."""
    rules = {
        code_at(channel, rule.code, "blocker"): (channel, rule)
        for channel, rule in _rules()
        if rule.severity == "blocker" and rule.remedy == name
    }
    totals = {code: found[code] for code in rules if code in found}
    if name != "mend":
        totals = _within(merchant, base, f"={name}", list(totals))
    bars: dict[str, dict[str, Any]] = {}
    for code, n in sorted(totals.items(), key=lambda item: -item[1]):
        channel, rule = rules[code]
        href = _grid(base, view=name, channel=channel, level="fail", finding=rule.code)
        bars.setdefault(rule.code, {"name": rule.title, "count": n, "href": href})
    return list(bars.values())


def _rules() -> list[tuple[str, Rule]]:
    return [(channel.code, rule) for channel in CHANNELS.values() for rule in channel.rules]


def _within(merchant: Merchant, base: PhotoFilter, verdict: str, codes: list[str]) -> dict[str, int]:
    """How many photos of a verdict hold each code. A photo to reshoot has no rule to mend, so mending needs none of it."""
    rows = FindingRow.objects.filter(merchant=merchant, code__in=codes)
    if base.store:
        rows = rows.filter(store=base.store_id)
    in_group = FindingRow.objects.filter(placement=OuterRef("placement"), code=verdict)
    return dict(rows.filter(Exists(in_group)).values_list("code").annotate(n=Count("pk")))


def _channels(merchant: Merchant, base: PhotoFilter, found: dict[str, int]) -> list[ChannelRow]:
    per_store = _measured_per_store(merchant)
    listed: dict[str, int] = defaultdict(int)
    rows = ListedChannel.objects.filter(merchant=merchant)
    for row in rows.filter(store=base.store_id) if base.store else rows:
        listed[row.code] += per_store[row.store_id]
    return [
        ChannelRow(
            code=code,
            name=CHANNELS[code].name,
            listed=n,
            fail=found.get(f"{code}=fail", 0),
            warn=found.get(f"{code}=warn", 0),
            most=_most_often(code, base, found),
            base=PhotoFilter(store=base.store, channel=code),
        )
        for code, n in listed.items()
        if code in CHANNELS
    ]


def _measured_per_store(merchant: Merchant) -> dict[UUID, int]:
    found: dict[UUID, int] = defaultdict(int)
    rows = FindingCount.objects.filter(merchant=merchant, code__in=["=all", "=unmeasured"])
    for store, code, n in rows.values_list("store_id", "code", "n"):
        found[store] += n if code == "=all" else -n
    return found


def _most_often(channel: str, base: PhotoFilter, found: dict[str, int]) -> dict[str, Any] | None:
    """The rule that most photos fail on a channel: a required one, else one that it warns of."""
    for level, severity in (("fail", "blocker"), ("warn", "warning")):
        rules = {
            code_at(channel, rule.code, rule.severity): rule
            for rule in CHANNELS[channel].rules
            if rule.severity == severity
        }
        code = max(rules, key=lambda code: found.get(code, 0), default="")
        if n := found.get(code, 0):
            href = _grid(base, channel=channel, level=level, finding=rules[code].code)
            return {"name": rules[code].title, "count": n, "href": href}
    return None


def _cost(merchant: Merchant, base: PhotoFilter, photos: int) -> Estimate | None:
    """What mending all of them would cost; None where nothing is to be mended or no template can do it."""
    if not photos:
        return None
    rows = rows_for(merchant, PhotoFilter(view="mend", store=base.store)).order_by("-weight", "-placement_id")
    found = estimate(merchant, list(rows.values_list("placement_id", flat=True)[:SAMPLE]), photos)
    return found if found.lines else None
