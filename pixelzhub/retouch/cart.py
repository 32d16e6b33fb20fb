"""What an order would hold: each photo's findings, its template and price, and what is left out and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from analytics.channels.rules import Finding
from analytics.findings import findings_of, measurements_for, standing
from analytics.listed import accepted_by, listed_channels
from connectors.models import Placement
from pixelzhub.accounts.models import Merchant, PixelzAccount
from pixelzhub.retouch.choose import recommend, ruled, still_failing
from pixelzhub.retouch.content import content_of
from pixelzhub.retouch.models import Job, Template, TemplateRule
from pixelzhub.retouch.spending import ZERO, Budget, budget

# In place of a template's key: a specialist at Pixelz chooses.
WHITE_GLOVE = -1
MOST_TOGETHER = 5


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the merchant wants otherwise than recommended.

    `templates` maps placement -> template, or WHITE_GLOVE. Each of `together` is 2 to 5 placements that become one
    picture, which the first of them gets.
    """

    templates: Mapping[int, int] = field(default_factory=dict)
    together: Sequence[Sequence[int]] = ()
    color_reference: str = ""
    deadline: datetime | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One picture in the cart; without a template it is white glove.

    `uses` are further placements of the same picture: sent once, used for all. `parts` are the further pictures of a
    combination.
    """

    placement: Placement
    findings: tuple[Finding, ...]
    template: Template | None
    recommended: Template | None
    left_failing: tuple[Finding, ...] = ()
    uses: tuple[Placement, ...] = ()
    parts: tuple[Placement, ...] = ()

    @property
    def price(self) -> Decimal | None:
        """None for white glove: Pixelz says it afterwards."""
        return self.template.price if self.template else None

    @property
    def currency(self) -> str:
        return self.template.currency if self.template else ""

    @property
    def content(self) -> str:
        """What is paid once per template."""
        return content_of([place.image.sha256 for place in (self.placement, *self.parts)])


@dataclass(frozen=True, slots=True)
class LeftOut:
    placement: Placement
    reason: str


@dataclass(frozen=True, slots=True)
class Group:
    """The lines of one template, or of white glove, with their subtotal."""

    template: Template | None
    lines: tuple[Line, ...]
    total: Decimal


@dataclass(frozen=True, slots=True)
class Cart:
    """`total` and `trial` are in the account's `currency`; sums in others stand in `others`."""

    lines: tuple[Line, ...]
    left_out: tuple[LeftOut, ...]
    currency: str
    total: Decimal
    trial: Decimal
    trial_lines: frozenset[str]
    others: tuple[tuple[Decimal, str], ...]
    budget: Budget
    wishes: Wishes

    @property
    def balance(self) -> Decimal | None:
        """What is free to spend; None where the balance does not limit."""
        return self.budget.balance

    @property
    def estimate(self) -> Decimal:
        """What the order costs after trial photos, in the account's currency."""
        return self.total - self.trial

    @property
    def estimates(self) -> dict[str, str]:
        """The estimate, currency -> amount."""
        return {self.currency: str(self.estimate), **{currency: str(amount) for amount, currency in self.others}}

    @property
    def after(self) -> Decimal | None:
        return None if self.balance is None else self.balance - self.estimate

    @property
    def stops(self) -> list[str]:
        """Why this order cannot be placed: balance and caps."""
        return self.budget.stops(self.estimate)

    @property
    def covered(self) -> bool:
        return not self.stops

    @property
    def groups(self) -> list[Group]:
        found: dict[int, list[Line]] = {}
        for line in self.lines:
            found.setdefault(line.template.pk if line.template else WHITE_GLOVE, []).append(line)
        return [
            Group(lines[0].template, tuple(lines), sum((line.price or ZERO for line in lines), ZERO))
            for lines in found.values()
        ]


def build_cart(
    *,
    merchant: Merchant,
    placement_ids: Sequence[int],
    wishes: Wishes | None = None,
    limit: int | None = None,
    by_rule: bool = False,
) -> Cart:
    """The cart for these placements, heaviest first; `limit` keeps so many lines."""
    wishes = wishes or Wishes()
    builder = _Builder(merchant, wishes)
    left_out: list[LeftOut] = []
    lines: dict[str, Line] = {}
    for placement, findings in _photos(merchant, placement_ids):
        line = builder.line(placement, findings)
        if isinstance(line, LeftOut):
            left_out.append(line)
        elif line is None:
            continue
        elif line.content in lines:
            first = lines[line.content]
            lines[line.content] = replace(first, uses=(*first.uses, placement))
            left_out.append(LeftOut(placement, _same_as(first.placement)))
        elif limit is None or len(lines) < limit:
            lines[line.content] = line
    kept = _without_open_jobs(merchant, lines, left_out)
    account = PixelzAccount.objects.filter(merchant=merchant).select_related("merchant").first()
    return _totals(kept, left_out, budget(account, by_rule=by_rule), wishes, builder.currency)


class _Builder:
    """Makes the line of one placement: which template, with which further pictures."""

    def __init__(self, merchant: Merchant, wishes: Wishes) -> None:
        self.templates = list(Template.objects.filter(merchant=merchant, gone_at=None).exclude(price=None))
        self.by_id = {template.pk: template for template in self.templates}
        self.rules = list(TemplateRule.objects.filter(merchant=merchant).select_related("template"))
        self.wishes = wishes
        ids = {pk for group in wishes.together for pk in group}
        places = Placement.objects.filter(merchant=merchant, pk__in=ids, gone_at=None).select_related("image")
        self.places = {place.pk: place for place in places}
        self.groups = {group[0]: list(group[1:MOST_TOGETHER]) for group in wishes.together if len(group) > 1}
        self.members = {pk for group in self.groups.values() for pk in group}

    @property
    def currency(self) -> str:
        return (self.templates[0].currency if self.templates else "") or "USD"

    def line(self, placement: Placement, findings: list[Finding]) -> Line | LeftOut | None:
        """The line, why there is none, or None when it goes with another one."""
        if placement.pk in self.members:
            return None
        if not placement.image.sha256:
            return LeftOut(placement, _("Not measured yet"))
        best = ruled(placement, findings, self.rules) or recommend(findings, self.templates)
        wish = self.wishes.templates.get(placement.pk, 0)
        if wish not in {0, WHITE_GLOVE, *self.by_id}:
            # Never another one in its place: it has another price.
            return LeftOut(placement, self._no_such_template())
        template = self.by_id.get(wish) or (best.template if best else None)
        parts = [self.places[pk] for pk in self.groups.get(placement.pk, []) if pk in self.places]
        if any(not part.image.sha256 for part in parts):
            return LeftOut(placement, _("A photo that it goes together with is not measured yet"))
        if wish == WHITE_GLOVE:
            return Line(placement, tuple(findings), None, best.template if best else None, parts=tuple(parts))
        if template is None:
            return LeftOut(placement, _("No template mends what is found here"))
        left = tuple(still_failing(findings, template))
        return Line(placement, tuple(findings), template, best.template if best else None, left, parts=tuple(parts))

    def _no_such_template(self) -> str:
        names = ", ".join(template.name for template in self.templates)
        return _("The chosen template is not one of your account's: %(names)s") % {"names": names}


def _same_as(other: Placement) -> str:
    text = _("The same picture as %(name)s; its result is used here too, at no cost")
    return text % {"name": other.product.name}


def _photos(merchant: Merchant, ids: Sequence[int]) -> list[tuple[Placement, list[Finding]]]:
    placements = list(
        Placement.objects.filter(merchant=merchant, pk__in=ids, gone_at=None)
        .select_related("image", "store", "product__category")
        .order_by("-weight", "pk")
    )
    measured = measurements_for(merchant.pk, [placement.image.sha256 for placement in placements])
    channels = listed_channels(placement.store_id for placement in placements)
    accepted = accepted_by(merchant.pk, {placement.image_id for placement in placements})

    def found(placement: Placement) -> list[Finding]:
        values = measured.get(placement.image.sha256)
        asked = channels.get(placement.store_id, [])
        return standing(findings_of(placement, values, asked, accepted)) if values else []

    return [(placement, found(placement)) for placement in placements]


def _without_open_jobs(merchant: Merchant, lines: dict[str, Line], left_out: list[LeftOut]) -> list[Line]:
    """A picture that is at Pixelz on the same template already is not sent twice."""
    jobs = Job.objects.filter(Job.under_way(), merchant=merchant, content__in=list(lines))
    orders: dict[tuple[str, int | None], int] = {
        (content, template): n for content, template, n in jobs.values_list("content", "template", "order__number")
    }
    kept = []
    for content, line in lines.items():
        number = orders.get((content, line.template.pk if line.template else None))
        if number is None:
            kept.append(line)
        else:
            left_out.append(LeftOut(line.placement, _("Already at Pixelz with order #%(number)s") % {"number": number}))
    return kept


def _totals(lines: list[Line], left_out: list[LeftOut], free: Budget, wishes: Wishes, fallback: str) -> Cart:
    """The sums. Which photos are the free ones is Pixelz's choice: the estimate takes the cheapest."""
    currency = free.currency or fallback
    ours = sorted((line for line in lines if line.currency == currency), key=lambda line: line.price or ZERO)
    trial = ours[: free.trial]
    others: dict[str, Decimal] = {}
    for line in lines:
        if line.currency not in {currency, ""}:
            others[line.currency] = others.get(line.currency, ZERO) + (line.price or ZERO)
    return Cart(
        lines=tuple(lines),
        left_out=tuple(left_out),
        currency=currency,
        total=sum((line.price or ZERO for line in ours), ZERO),
        trial=sum((line.price or ZERO for line in trial), ZERO),
        trial_lines=frozenset(line.content for line in trial),
        others=tuple((amount, code) for code, amount in sorted(others.items())),
        budget=free,
        wishes=wishes,
    )
