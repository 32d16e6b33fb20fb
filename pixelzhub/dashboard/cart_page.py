"""What the cart's page shows: why each photo is here, its template and price, what is left out, and what it comes to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from urllib.parse import urlencode

from django.http import QueryDict

from analytics.channels import CHANNELS
from analytics.channels.rules import Channel, Finding
from analytics.findings import measurements_for
from analytics.listed import listed_channels
from connectors.models import Placement
from pixelzhub.accounts.models import Merchant, PixelzAccount
from pixelzhub.dashboard.cart_words import Warned, Why, warnings_of, why
from pixelzhub.dashboard.channel_fit import ChannelFit, fits
from pixelzhub.dashboard.draft import RECOMMENDED, Draft, NoDeadline, read_deadline
from pixelzhub.retouch.affordable import affordable
from pixelzhub.retouch.cart import WHITE_GLOVE, Cart, Group, LeftOut, Line, build_cart
from pixelzhub.retouch.models import Template

SHOWN = 50
MORE = 200
LEFT_OUT_SHOWN = 60
THUMBS = 5


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """The lines of one template that are shown, how many more there are under which address, and what it can meet."""

    group: Group
    key: int
    lines: list[tuple[Line, list[Why]]]
    more: int
    more_href: str
    fits: list[ChannelFit]


@dataclass(frozen=True, slots=True)
class StillFailing:
    """Photos that fail a rule even after retouching, for one of them why, and the template that would do better."""

    n: int
    template: Template | None
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
    warnings: list[Warned]
    bad_deadline: str

    @property
    def white_glove(self) -> int:
        """The choice that stands for it in a template's menu."""
        return WHITE_GLOVE

    @property
    def sums(self) -> list[tuple[Decimal, str]]:
        """The estimate, a sum per currency."""
        return [(self.cart.estimate, self.cart.currency), *self.cart.others]

    @property
    def share(self) -> int:
        """Per cent of the balance that the order takes."""
        balance = self.cart.balance
        return min(100, int(100 * self.cart.estimate / balance)) if balance and balance > Decimal(0) else 100

    @property
    def missing(self) -> Decimal:
        """What the balance lacks for the whole order."""
        return max(Decimal(0), -(self.cart.after or Decimal(0)))

    @property
    def over_caps(self) -> list[str]:
        """Which of the merchant's own caps the order is above."""
        return replace(self.cart.budget, balance=None).stops(self.cart.estimate)


def cart_of(merchant: Merchant, ids: list[int], draft: Draft, deadline: datetime | None = None) -> Cart:
    """The cart for a selection with a draft's choices."""
    wishes = draft.wishes(ids, deadline)
    return build_cart(merchant=merchant, placement_ids=ids, wishes=wishes, limit=draft.first or None)


def use_recommended(draft: Draft, cart: Cart) -> None:
    """Where the chosen template leaves a rule failing, take the recommended one again."""
    worse = [line for line in cart.lines if line.left_failing and line.recommended not in {None, line.template}]
    draft.take({f"template-{line.placement.pk}": RECOMMENDED for line in worse})


def cart_page(merchant: Merchant, ids: list[int], draft: Draft, query: QueryDict) -> CartPage:
    """Everything that the page shows; of each group the first fifty lines, or as many as the address says."""
    account = PixelzAccount.objects.filter(merchant=merchant).select_related("merchant").first()
    bad_deadline = _bad_deadline(draft, account)
    cart = cart_of(merchant, ids, draft)
    listed = listed_channels(line.placement.store_id for line in cart.lines)
    groups = sorted(cart.groups, key=lambda group: -len(group.lines))
    return CartPage(
        cart=cart,
        account=account,
        templates=list(Template.objects.filter(merchant=merchant, gone_at=None).exclude(price=None)),
        groups=[_shown(group, query, _unlike(listed.values())) for group in groups],
        still_failing=_still_failing(cart.lines),
        left_out=_left_out(cart.left_out),
        left_out_photos=_photos(merchant, cart.left_out[:THUMBS]),
        trial_photos=len(cart.trial_lines),
        affordable=affordable(cart),
        selected=len(ids),
        draft=draft,
        warnings=warnings_of(cart, account, has_deadline=bool(draft.deadline)),
        bad_deadline=bad_deadline,
    )


def _bad_deadline(draft: Draft, account: PixelzAccount | None) -> str:
    try:
        read_deadline(draft.deadline, account.minimum_hours if account else 0)
    except NoDeadline as reason:
        return str(reason)
    return ""


def _unlike(listed: Iterable[list[Channel]]) -> list[Channel]:
    """Each channel once."""
    return list({channel.code: channel for channels in listed for channel in channels}.values())


def _shown(group: Group, query: QueryDict, channels: list[Channel]) -> ShownGroup:
    key = group.template.pk if group.template else WHITE_GLOVE
    asked = query.get("upto", "") if query.get("group") == str(key) else ""
    upto = max(SHOWN, int(asked)) if asked.isdigit() else SHOWN
    more = max(0, len(group.lines) - upto)
    href = "?" + urlencode({"group": key, "upto": upto + min(MORE, more)})
    met = fits(group.template, channels) if group.template else []
    return ShownGroup(group, key, [(line, why(line)) for line in group.lines[:upto]], more, href, met)


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
