"""What an order would hold: each photo's findings, its recommended template, its price, and what is left out and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from analytics.channels.rules import Finding
from analytics.findings import findings_of, listed_channels, measurements_for
from connectors.models import Placement
from pixelzhub.accounts.models import Merchant, PixelzAccount
from pixelzhub.retouch.choose import recommend, still_failing
from pixelzhub.retouch.models import Job, Template


@dataclass(frozen=True, slots=True)
class Line:
    """One photo in the cart. `uses` are further placements of the same picture: sent once, used for all."""

    placement: Placement
    findings: tuple[Finding, ...]
    template: Template
    recommended: Template | None
    left_failing: tuple[Finding, ...]
    uses: tuple[Placement, ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    placement: Placement
    reason: str


@dataclass(frozen=True, slots=True)
class Group:
    """The lines of one template, with their subtotal."""

    template: Template
    lines: tuple[Line, ...]
    total: Decimal


@dataclass(frozen=True, slots=True)
class Cart:
    lines: tuple[Line, ...]
    left_out: tuple[LeftOut, ...]
    currency: str
    total: Decimal
    trial: Decimal
    balance: Decimal | None

    @property
    def estimate(self) -> Decimal:
        """What the order costs after trial photos."""
        return self.total - self.trial

    @property
    def after(self) -> Decimal | None:
        return None if self.balance is None else self.balance - self.estimate

    @property
    def covered(self) -> bool:
        """False stops the order: the balance does not pay for it. Unknown balances and credit accounts go through."""
        return self.after is None or self.after >= 0

    @property
    def groups(self) -> list[Group]:
        found: dict[int, list[Line]] = {}
        for line in self.lines:
            found.setdefault(line.template.pk, []).append(line)
        return [
            Group(lines[0].template, tuple(lines), sum((price_of(line.template) for line in lines), Decimal(0)))
            for lines in found.values()
        ]


def price_of(template: Template) -> Decimal:
    return template.price or Decimal("0.00")


def build_cart(
    *,
    merchant: Merchant,
    placement_ids: Sequence[int],
    chosen: dict[int, int] | None = None,
    limit: int | None = None,
) -> Cart:
    """The cart for these placements. `chosen` maps placement id -> template id where the merchant chose another."""
    templates = list(Template.objects.filter(merchant=merchant, gone_at=None).exclude(price=None))
    by_id = {template.pk: template for template in templates}
    lines: dict[str, Line] = {}
    left_out: list[LeftOut] = []
    for placement, findings in _photos(merchant, placement_ids):
        best = recommend(findings, templates)
        template = by_id.get((chosen or {}).get(placement.pk, 0)) or (best.template if best else None)
        reason = _reason(placement, template, lines)
        if reason is None and template is not None and (limit is None or len(lines) < limit):
            lines[placement.image.sha256] = Line(
                placement,
                tuple(findings),
                template,
                best.template if best else None,
                tuple(still_failing(findings, template)),
            )
        elif placement.image.sha256 in lines and template is not None:
            lines[placement.image.sha256] = _used_too(lines[placement.image.sha256], placement)
            left_out.append(LeftOut(placement, reason or ""))
        elif reason is not None:
            left_out.append(LeftOut(placement, reason))
    return _totals(merchant, _without_open_jobs(merchant, lines, left_out), left_out, templates)


def _photos(merchant: Merchant, ids: Sequence[int]) -> list[tuple[Placement, list[Finding]]]:
    placements = list(
        Placement.objects.filter(merchant=merchant, pk__in=ids, gone_at=None)
        .select_related("image", "store", "product__category")
        .order_by("-weight", "pk")
    )
    measured = measurements_for(merchant.pk, [placement.image.sha256 for placement in placements])
    channels = listed_channels(placement.store_id for placement in placements)
    return [
        (
            placement,
            findings_of(placement, measured[placement.image.sha256], channels.get(placement.store_id, []))
            if placement.image.sha256 in measured
            else [],
        )
        for placement in placements
    ]


def _reason(placement: Placement, template: Template | None, lines: dict[str, Line]) -> str | None:
    if not placement.image.sha256:
        return _("Not measured yet")
    if placement.image.sha256 in lines:
        other = lines[placement.image.sha256].placement
        return _("The same picture as %(name)s; its result is used here too, at no cost") % {"name": other.product.name}
    if template is None:
        return _("No template mends what is found here")
    return None


def _used_too(line: Line, placement: Placement) -> Line:
    return Line(
        line.placement, line.findings, line.template, line.recommended, line.left_failing, (*line.uses, placement)
    )


def _without_open_jobs(merchant: Merchant, lines: dict[str, Line], left_out: list[LeftOut]) -> list[Line]:
    """A picture that is at Pixelz on the same template already is not sent twice."""
    open_jobs = {
        (sha, template): order
        for sha, template, order in Job.objects.filter(
            merchant=merchant, state__in=Job.OPEN, sha256__in=list(lines)
        ).values_list("sha256", "template_id", "order__number")
    }
    kept = []
    for digest, line in lines.items():
        number = open_jobs.get((digest, line.template.pk))
        if number is None:
            kept.append(line)
        else:
            left_out.append(LeftOut(line.placement, _("Already at Pixelz with order #%(number)s") % {"number": number}))
    return kept


def _totals(merchant: Merchant, lines: list[Line], left_out: list[LeftOut], templates: Sequence[Template]) -> Cart:
    account = PixelzAccount.objects.filter(merchant=merchant).first()
    prices = sorted((price_of(line.template) for line in lines), reverse=True)
    free = account.trial_images if account else 0
    has_credit = account is None or account.days_of_credit > 0
    return Cart(
        lines=tuple(lines),
        left_out=tuple(left_out),
        currency=(templates[0].currency if templates else "") or "USD",
        total=sum(prices, Decimal("0.00")),
        trial=sum(prices[len(prices) - min(free, len(prices)) :], Decimal("0.00")),
        balance=None if has_credit else account.balance if account else None,
    )
