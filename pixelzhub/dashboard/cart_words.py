"""The cart's reasons and warnings in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.channels import CHANNELS
from analytics.channels.rules import Finding
from pixelzhub.accounts.models import PixelzAccount
from pixelzhub.dashboard.templatetags.hub import count
from pixelzhub.retouch.cart import Cart, Line
from pixelzhub.retouch.choose import effect, mends
from pixelzhub.retouch.models import Job
from pixelzhub.retouch.spending import NOT_SPENT


@dataclass(frozen=True, slots=True)
class Why:
    """One line under "Why it is here": a mark's kind and words."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Warned:
    """A fact that does not stop the order, and what follows from it."""

    fact: str
    text: str


def why(line: Line) -> list[Why]:
    """What the template mends, in words, the heaviest kind only; then what it leaves."""
    if line.template is None:
        return [Why("pass", _("A specialist at Pixelz chooses what to do"))]
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


def warnings_of(cart: Cart, account: PixelzAccount | None, *, has_deadline: bool) -> list[Warned]:
    """What to know before sending: the plan's guarantee, photos without a price, an account that was not read."""
    return list(_warnings(cart, account, has_deadline)) if account and cart.lines else []


def _warnings(cart: Cart, account: PixelzAccount, has_deadline: bool) -> Iterator[Warned]:
    today = _sent_today(account) + len(cart.lines)
    guarantee = account.daily_guarantee
    if guarantee is not None and today > guarantee:
        fact = _("%(n)s photos today are above the %(guarantee)s a day that your plan guarantees.")
        later = _("Pixelz takes them all; what is above the guarantee may come back a day later or more.")
        yield Warned(fact % {"n": count(today), "guarantee": count(guarantee)}, later)
    n = sum(line.template is None for line in cart.lines)
    if n:
        fact = ngettext("%(n)s photo has no price yet.", "%(n)s photos have no price yet.", n) % {"n": count(n)}
        text = _("White glove: a specialist at Pixelz chooses what to do, and Pixelz says the price afterwards.")
        # Developer API, POST WhiteGloveService: there is no deadline.
        without = _("Pixelz takes no deadline for them.") if has_deadline else ""
        yield Warned(fact, f"{text} {without}".strip())
    if account.last_error:
        yield Warned(_("Pixelz was not reached; balance and prices are what it said last."), account.last_error)


def _sent_today(account: PixelzAccount) -> int:
    """Photos ordered since the merchant's day began."""
    start = timezone.now().astimezone(ZoneInfo(account.merchant.time_zone)).replace(hour=0, minute=0, second=0)
    jobs = Job.objects.filter(merchant=account.merchant_id, created_at__gte=start)
    return jobs.exclude(state__in=NOT_SPENT).count()
