"""What the cart's page shows: why each photo is here, its template and price, what is left out, and what it comes to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from analytics.channels import CHANNELS
from analytics.channels.rules import Finding
from analytics.findings import measurements_for
from connectors.models import Placement
from pixelzhub.accounts.models import Merchant, PixelzAccount
from pixelzhub.dashboard.draft import RECOMMENDED, Draft, affordable
from pixelzhub.retouch.cart import Cart, Group, LeftOut, Line, build_cart
from pixelzhub.retouch.choose import effect, mends
from pixelzhub.retouch.models import Template

SHOWN = 50
MORE = 200
LEFT_OUT_SHOWN = 60
THUMBS = 5


@dataclass(frozen=True, slots=True)
class Why:
    """One line under "Why it is here": a mark's kind and words."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """The lines of one template that are shown, and how many more there are under which address."""

    group: Group
    lines: list[tuple[Line, list[Why]]]
    more: int
    more_href: str


@dataclass(frozen=True, slots=True)
class StillFailing:
    """Photos that fail a rule even after retouching, for one of them why, and the template that would do better."""

    n: int
    template: Template
    finding: Finding
    channel: str
    better: Template | None


@dataclass(frozen=True, slots=True)
class LeftOutReason:
    reason: str
    placements: list[Placement]


@dataclass(frozen=True, slots=True)
class CartPage:
    cart: Cart
    account: PixelzAccount | None
    templates: list[Template]
    groups: list[ShownGroup]
    still_failing: StillFailing | None
    left_out: list[LeftOutReason]
    left_out_photos: list[tuple[str, bool]]
    trial_photos: int
    affordable: int
    selected: int
    draft: Draft

    @property
    def share(self) -> int:
        """Per cent of the balance that the order takes."""
        balance = self.cart.balance
        return min(100, int(100 * self.cart.estimate / balance)) if balance and balance > Decimal(0) else 100

    @property
    def missing(self) -> Decimal:
        """What the balance lacks for the whole order."""
        return max(Decimal(0), -(self.cart.after or Decimal(0)))


def cart_of(merchant: Merchant, ids: list[int], draft: Draft) -> Cart:
    """The cart for a selection with a draft's choices."""
    return build_cart(merchant=merchant, placement_ids=ids, chosen=draft.templates_for(ids), limit=draft.first or None)


def use_recommended(draft: Draft, cart: Cart) -> None:
    """Where the chosen template leaves a rule failing, take the recommended one again."""
    worse = [line for line in cart.lines if line.left_failing and line.recommended not in {None, line.template}]
    draft.take({f"template-{line.placement.pk}": RECOMMENDED for line in worse})


def cart_page(merchant: Merchant, ids: list[int], draft: Draft, query: QueryDict) -> CartPage:
    """Everything that the page shows; of each group the first fifty lines, or as many as the address says."""
    cart = cart_of(merchant, ids, draft)
    account = PixelzAccount.objects.filter(merchant=merchant).first()
    trial = account.trial_images if account else 0
    return CartPage(
        cart=cart,
        account=account,
        templates=list(Template.objects.filter(merchant=merchant, gone_at=None).exclude(price=None)),
        groups=[_shown(group, query) for group in sorted(cart.groups, key=lambda group: -len(group.lines))],
        still_failing=_still_failing(cart.lines),
        left_out=_left_out(cart.left_out),
        left_out_photos=_photos(merchant, cart.left_out[:THUMBS]),
        trial_photos=min(trial, len(cart.lines)),
        affordable=affordable(cart, trial),
        selected=len(ids),
        draft=draft,
    )


def _shown(group: Group, query: QueryDict) -> ShownGroup:
    asked = query.get("upto", "") if query.get("group") == str(group.template.pk) else ""
    upto = max(SHOWN, int(asked)) if asked.isdigit() else SHOWN
    more = max(0, len(group.lines) - upto)
    href = "?" + urlencode({"group": group.template.pk, "upto": upto + min(MORE, more)})
    return ShownGroup(group, [(line, why(line)) for line in group.lines[:upto]], more, href)


def why(line: Line) -> list[Why]:
    """What the template mends, in words, the heaviest kind only; then what it leaves."""
    does = effect(line.template.settings)
    mended = [finding for finding in line.findings if mends(finding, does)]
    for severity, kind in (("blocker", "fail"), ("warning", "warn"), ("advice", "warn")):
        here = [finding for finding in mended if finding.severity == severity]
        if here:
            return [Why(kind, _together(here)), *_stays(line)]
    if any(finding.severity == "blocker" for finding in line.findings):
        return _stays(line) or [Why("warn", _("This template mends nothing here"))]
    return [Why("pass", _("Meets every required rule already"))]


def _together(findings: Iterable[Finding]) -> str:
    """Grey background, fills 66%."""
    words = list({finding.code: finding.short for finding in findings}.values())[:2]
    return ", ".join([words[0], *(word[:1].lower() + word[1:] for word in words[1:])])


def _stays(line: Line) -> list[Why]:
    found = {finding.code: finding for finding in line.left_failing}.values()
    text = _("Stays for %(channel)s: %(finding)s")
    return [Why("warn", text % {"finding": f.short, "channel": CHANNELS[f.channel].name}) for f in found][:2]


def _still_failing(lines: Iterable[Line]) -> StillFailing | None:
    failing = [line for line in lines if line.left_failing]
    if not failing:
        return None
    # A photo that another template would serve better comes first: something can be done about it.
    line = next((line for line in failing if line.recommended not in {None, line.template}), failing[0])
    finding = line.left_failing[0]
    better = line.recommended if line.recommended != line.template else None
    return StillFailing(len(failing), line.template, finding, CHANNELS[finding.channel].name, better)


def _left_out(left_out: Iterable[LeftOut]) -> list[LeftOutReason]:
    """By reason, the most frequent first."""
    by_reason: dict[str, list[Placement]] = {}
    for out in left_out:
        by_reason.setdefault(out.reason, []).append(out.placement)
    order = Counter({reason: len(placements) for reason, placements in by_reason.items()})
    return [LeftOutReason(reason, by_reason[reason]) for reason, _n in order.most_common(LEFT_OUT_SHOWN)]


def _photos(merchant: Merchant, left_out: Iterable[LeftOut]) -> list[tuple[str, bool]]:
    """The content of each, and whether it could not be opened: then there is no thumbnail."""
    digests = [out.placement.image.sha256 for out in left_out]
    measured = measurements_for(merchant.pk, digests)
    return [(digest, bool(measured[digest].error)) for digest in digests if digest in measured]
