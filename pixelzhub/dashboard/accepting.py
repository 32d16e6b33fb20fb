"""Accepted findings in words: where each is fine, who said so, and since when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from analytics.channels import CHANNELS
from analytics.channels.rules import Finding
from analytics.findings import findings_of
from analytics.listed import accepted_by, listed_channels
from analytics.models import Acceptance
from pixelzhub.accounts.models import Merchant
from pixelzhub.dashboard.cards import Card
from pixelzhub.dashboard.templatetags.hub import when

LISTED = 300


@dataclass(frozen=True, slots=True)
class AcceptedRow:
    """One acceptance in words: which finding, of which channel, where it is fine, and who said so."""

    acceptance: Acceptance
    title: str
    channel: str
    scope: str
    who: str


@dataclass(frozen=True, slots=True)
class AcceptedCard(Card):
    """A card that says what was accepted instead of what stands."""

    accepted: tuple[Finding, ...] = ()

    @property
    def level(self) -> str:
        return "no"

    @property
    def more(self) -> int:
        return max(0, len({finding.code for finding in self.accepted}) - 1)

    @property
    def finding(self) -> str:
        return _("Accepted: %(finding)s") % {"finding": self.accepted[0].short} if self.accepted else ""


def accepted_words(row: Acceptance) -> str:
    """Where a finding is fine, since when, and who said so."""
    found = accepted_row(row)
    words = {"scope": found.scope, "when": when(row.accepted_at), "who": found.who}
    return _("%(scope)s. %(when)s, by %(who)s.") % words


def scope_words(row: Acceptance) -> str:
    if row.image_id:
        return _("Fine on this photo")
    return _("Fine in %(name)s") % {"name": row.category.name} if row.category else _("Fine everywhere")


def title_of(channel: str, code: str) -> str:
    """How the channel names a finding; the code itself where it no longer knows it."""
    rules = CHANNELS[channel].rules if channel in CHANNELS else ()
    return next((rule.title for rule in rules if rule.code == code), code)


def accepted_rows(merchant: Merchant) -> list[AcceptedRow]:
    """What is fine in a category or everywhere, the newest 300 first; single photos stand in the grid."""
    rows = Acceptance.objects.filter(merchant=merchant, image=None).select_related("category", "accepted_by")
    return [accepted_row(row) for row in rows[:LISTED]]


def accepted_row(row: Acceptance) -> AcceptedRow:
    """One acceptance in words; its category and person must be loaded."""
    return AcceptedRow(
        acceptance=row,
        title=title_of(row.channel, row.code),
        channel=CHANNELS[row.channel].name if row.channel in CHANNELS else row.channel,
        scope=scope_words(row),
        who=str(row.accepted_by) if row.accepted_by else _("someone who has left"),
    )


def accepted_cards(merchant: Merchant, cards: Sequence[Card], channel: str = "") -> list[Card]:
    """The same cards with what was accepted on them, in three queries for all."""
    channels = listed_channels(card.placement.store_id for card in cards)
    accepted = accepted_by(merchant.pk, {card.placement.image_id for card in cards})
    found: list[Card] = []
    for card in cards:
        asked = [row for row in channels.get(card.placement.store_id, []) if channel in {"", row.code}]
        findings = findings_of(card.placement, card.measurement, asked, accepted) if card.measurement else []
        fine = tuple(finding for finding in findings if finding.accepted)
        found.append(
            AcceptedCard(card.placement, card.findings, card.measurement, card.query, card.selected, fine)
            if fine
            else card
        )
    return found
