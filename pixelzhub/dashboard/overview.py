"""What the image health page shows, all of it from roll-ups."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import timezone

from analytics.channels import CHANNELS
from analytics.health import Health, TrendDay, counts, health_from, trend
from analytics.models import ListedChannel
from connectors.models import Placement, Store
from pixelzhub.accounts.models import Merchant, PixelzAccount
from pixelzhub.dashboard.photos import FindingChoice
from pixelzhub.retouch.cart import Cart, build_cart
from pixelzhub.retouch.models import Order

SAMPLE = 200


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """One sales channel: photos listed on it, and how many fail or warn."""

    code: str
    name: str
    listed: int
    fail: int
    warn: int
    most_often: FindingChoice | None

    @property
    def meets(self) -> int:
        return max(0, self.listed - self.fail - self.warn)

    @property
    def share(self) -> int:
        return round(100 * self.meets / self.listed) if self.listed else 0


@dataclass(frozen=True, slots=True)
class Remedy:
    """One of the three things to do: how many photos, a few of them, and their findings."""

    name: str
    n: int
    examples: list[Placement]
    findings: list[FindingChoice]


@dataclass(frozen=True, slots=True)
class Overview:
    health: Health
    trend: list[TrendDay]
    remedies: list[Remedy]
    channels: list[ChannelRow]
    cost: Cart | None
    cost_scale: Decimal

    @property
    def rise(self) -> int | None:
        """Points of score since the first day of the trend."""
        return round(self.trend[-1].score - self.trend[0].score) if len(self.trend) > 1 else None

    @property
    def estimate(self) -> Decimal | None:
        """What mending all would cost: the sample's price, carried over to all photos that can be mended."""
        return (self.cost.total * self.cost_scale).quantize(Decimal("0.01")) if self.cost and self.cost.lines else None


def overview(merchant: Merchant, *, store: Store | None = None) -> Overview:
    """The page's figures, of one store or of all."""
    found = counts(merchant.pk, store_id=store.pk if store else None)
    health = health_from(found)
    placements = Placement.objects.filter(merchant=merchant, gone_at=None)
    if store:
        placements = placements.filter(store=store)
    choices = _choices(found)
    cost, scale = _cost(merchant, placements, health)
    return Overview(
        health=health,
        trend=trend(merchant.pk, store_id=store.pk if store else None),
        remedies=[_remedy(name, found, placements, choices) for name in ("mend", "reshoot", "fix")],
        channels=_channels(merchant, store, found, choices),
        cost=cost,
        cost_scale=scale,
    )


def _choices(found: dict[str, int]) -> dict[str, list[FindingChoice]]:
    """Per channel the required findings that photos have, most frequent first."""
    return {
        channel.code: sorted(
            (
                FindingChoice(rule.code, rule.title, n, rule.remedy, rule.severity)
                for rule in channel.rules
                if rule.severity != "advice" and (n := found.get(f"{channel.code}/{rule.code}", 0))
            ),
            key=lambda choice: -choice.n,
        )
        for channel in CHANNELS.values()
    }


def _remedy(
    name: str, found: dict[str, int], placements: QuerySet[Placement], choices: dict[str, list[FindingChoice]]
) -> Remedy:
    by_code: dict[str, FindingChoice] = {}
    for items in choices.values():
        for choice in items:
            known = by_code.get(choice.code)
            if choice.remedy == name and choice.severity == "blocker" and (known is None or choice.n > known.n):
                by_code[choice.code] = choice
    examples = placements.filter(verdict=name).select_related("image", "product").order_by("-weight", "-pk")[:6]
    findings = sorted(by_code.values(), key=lambda choice: -choice.n)[:5]
    return Remedy(name, found.get(f"={name}", 0), list(examples) if found.get(f"={name}") else [], findings)


def _channels(
    merchant: Merchant, store: Store | None, found: dict[str, int], choices: dict[str, list[FindingChoice]]
) -> list[ChannelRow]:
    rows = ListedChannel.objects.filter(merchant=merchant)
    listed: dict[str, int] = {}
    for row in rows.filter(store=store) if store else rows:
        per_store = counts(merchant.pk, store_id=row.store_id)
        listed[row.code] = listed.get(row.code, 0) + per_store.get("=all", 0) - per_store.get("=unmeasured", 0)
    return [
        ChannelRow(
            code=code,
            name=CHANNELS[code].name,
            listed=n,
            fail=found.get(f"{code}=fail", 0),
            warn=found.get(f"{code}=warn", 0),
            most_often=next(iter(choices.get(code, [])), None),
        )
        for code, n in listed.items()
        if code in CHANNELS
    ]


def _cost(merchant: Merchant, placements: QuerySet[Placement], health: Health) -> tuple[Cart | None, Decimal]:
    """Priced on the heaviest two hundred photos and carried over: pricing them all would read every measurement."""
    if not health.mend:
        return None, Decimal(1)
    ids = list(placements.filter(verdict="mend").order_by("-weight", "-pk").values_list("pk", flat=True)[:SAMPLE])
    cart = build_cart(merchant=merchant, placement_ids=ids)
    scale = Decimal(health.mend) / Decimal(len(ids)) if ids else Decimal(1)
    return cart, scale


@dataclass(frozen=True, slots=True)
class ChecklistStep:
    key: str
    done: bool


def checklist(merchant: Merchant) -> list[ChecklistStep]:
    """The first run, in order; each step can be left and taken up again. Empty once hidden or all done."""
    if merchant.checklist_hidden_at and merchant.checklist_hidden_at <= timezone.now():
        return []
    store = Store.objects.filter(merchant=merchant).exists()
    steps = [
        ChecklistStep("store", store),
        ChecklistStep("channels", store and ListedChannel.objects.filter(merchant=merchant).exists()),
        ChecklistStep("pixelz", PixelzAccount.objects.filter(merchant=merchant).exists()),
        ChecklistStep("findings", Placement.objects.filter(merchant=merchant).exclude(verdict="unmeasured").exists()),
        ChecklistStep("order", Order.objects.filter(merchant=merchant).exists()),
    ]
    return [] if all(step.done for step in steps) else steps
