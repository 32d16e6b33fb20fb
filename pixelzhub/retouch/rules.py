"""Orders by rule: photos that the merchant's own rules send by themselves, within caps of their own, none of them twice."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

import structlog
from django.utils import timezone

from connectors.models import ImageVersion, Placement
from pixelzhub.accounts.models import Merchant, PixelzAccount
from pixelzhub.retouch.affordable import affordable
from pixelzhub.retouch.cart import Cart, Line, build_cart
from pixelzhub.retouch.choose import effect, first_fitting, mends
from pixelzhub.retouch.models import Job, Order, Output, TemplateRule
from pixelzhub.retouch.orders import NotCovered, NothingToSend, place_order
from pixelzhub.retouch.spending import NOT_SPENT

log = structlog.get_logger(__name__)

BY = "rules"
AT_ONCE = 500
MOST = 1_000


def order_by_rules() -> None:
    """One order for each merchant who switched this on; what the caps leave out waits for the next time."""
    accounts = PixelzAccount.objects.filter(auto_submit=True).select_related("merchant")
    for account in accounts.exclude(auto_daily_cap=None).exclude(auto_monthly_cap=None):
        with structlog.contextvars.bound_contextvars(merchant=account.merchant_id):
            _order(account.merchant)


def _order(merchant: Merchant) -> None:
    token = _token(merchant)
    if Order.objects.filter(merchant=merchant, token=token).exists():
        return
    cart = cart_by_rules(merchant)
    if not cart.lines:
        return
    try:
        order = place_order(merchant=merchant, by=BY, cart=cart, token=token, by_rule=True)
    except (NotCovered, NothingToSend) as reason:
        log.info("rules.nothing_ordered", reason=str(reason))
        return
    log.info("rules.ordered", order=order.number, photos=len(cart.lines))


def _token(merchant: Merchant) -> uuid.UUID:
    """The same for a whole hour: a run that is repeated after a crash gives the order that is there already."""
    return uuid.uuid5(uuid.NAMESPACE_OID, f"{merchant.pk} {timezone.now():%Y-%m-%dT%H}")


def cart_by_rules(merchant: Merchant) -> Cart:
    """What the rules would order now: the heaviest photos first, as many as the caps and the balance allow."""
    ids = _sendable(merchant)
    cart = build_cart(merchant=merchant, placement_ids=ids, by_rule=True)
    n = affordable(cart)
    if n == len(cart.lines):
        return cart
    return build_cart(merchant=merchant, placement_ids=ids, by_rule=True, limit=n)


def _sendable(merchant: Merchant) -> list[int]:
    """Placements whose first fitting rule sends by itself, heaviest first; with them the further places of a picture."""
    account = PixelzAccount.objects.filter(merchant=merchant).first()
    rules = list(TemplateRule.objects.filter(merchant=merchant).select_related("template"))
    if account is None or not any(rule.sends_itself for rule in rules):
        return []
    asked = _Asked(account, rules)
    ids = asked.candidates()
    found: list[int] = []
    for start in range(0, len(ids), AT_ONCE):
        lines = build_cart(merchant=merchant, placement_ids=ids[start : start + AT_ONCE], by_rule=True).lines
        for line in asked.sent_by_rule(lines):
            found += [line.placement.pk, *(use.pk for use in line.uses)]
        if len(found) >= MOST:
            break
    return found[:MOST]


class _Asked:
    """Which lines the rules send by themselves."""

    def __init__(self, account: PixelzAccount, rules: Sequence[TemplateRule]) -> None:
        self.account, self.rules = account, rules
        self.effects = {rule.template_id: effect(rule.template.settings) for rule in rules}
        ordered = Job.objects.filter(merchant=account.merchant_id, template__in=list(self.effects))
        self.ordered = set(ordered.exclude(state__in=NOT_SPENT).values_list("content", "template"))

    def candidates(self) -> list[int]:
        """Failing placements that a sending rule may be about, heaviest first; most were ordered long ago."""
        sending = [rule for rule in self.rules if rule.sends_itself]
        rows = Placement.objects.filter(merchant=self.account.merchant_id, gone_at=None, weight__gt=0)
        columns = rows.order_by("-weight", "pk").values_list("pk", "image__sha256", "store", "product__category")
        return [
            pk
            for pk, content, store, category in columns
            if any(
                rule.store_id in {None, store}
                and rule.category_id in {None, category}
                and (content, rule.template_id) not in self.ordered
                for rule in sending
            )
        ]

    def sent_by_rule(self, lines: Sequence[Line]) -> list[Line]:
        """The lines that a rule sends, that its template mends, and that were not ordered or made by the hub before."""
        made = self._made_by_the_hub(lines)
        return [line for line in lines if line.placement.image_id not in made and self._goes(line)]

    def _goes(self, line: Line) -> bool:
        rule = first_fitting(line.placement, line.findings, self.rules)
        if rule is None or not rule.sends_itself or (line.content, rule.template_id) in self.ordered:
            return False
        # The caps are in the account's currency: a price in another one would pass below them.
        in_caps = bool(self.account.currency) and rule.template.currency == self.account.currency
        return in_caps and any(mends(finding, self.effects[rule.template_id]) for finding in line.findings)

    def _made_by_the_hub(self, lines: Sequence[Line]) -> set[int]:
        """Images that show a finished file: whatever is still found on it, it is not sent round in circles."""
        images = {line.placement.image_id: line.placement.image.sha256 for line in lines}
        outputs = Output.objects.filter(merchant=self.account.merchant_id, sha256__in=set(images.values()))
        digests = set(outputs.values_list("sha256", flat=True))
        current = ImageVersion.objects.filter(image__in=list(images), until=None, changed_by=ImageVersion.By.HUB)
        written = set(current.values_list("image", flat=True))
        return written | {image for image, digest in images.items() if digest in digests}
