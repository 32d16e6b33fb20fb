"""Which photos a list of the partner API holds, and their order: one indexed read of the narrow rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Sum
from django.db.models.lookups import LessThan
from rest_framework.request import Request

from analytics.channels import CHANNELS
from analytics.models import FindingCount, FindingRow
from analytics.outcome import ACCEPTED, ALL
from analytics.weighed import place_in_order
from connectors.models import Placement, Store
from pixelzhub.accounts.models import Merchant
from pixelzhub.partners.frame.asking import choice, moment_asked, store_asked
from pixelzhub.retouch import photo_states
from pixelzhub.retouch.photo_states import in_state

VERDICTS = ("mend", "reshoot", "fix", "meets", "unmeasured")
STATES = (*photo_states.STATES, "accepted")
FINDINGS = sorted({rule.code for channel in CHANNELS.values() for rule in channel.rules})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed to."""

    merchant: Merchant
    store: UUID | None
    channel: str | None
    finding: str | None
    verdict: str | None
    state: str | None
    since: datetime | None

    @classmethod
    def read(cls, request: Request, merchant: Merchant) -> Wanted:
        """Out of the query. Raises `WrongValue`."""
        return cls(
            merchant=merchant,
            store=store_asked(request),
            channel=choice(request, "channel", sorted(CHANNELS)),
            finding=choice(request, "finding", FINDINGS),
            verdict=choice(request, "verdict", VERDICTS),
            state=choice(request, "state", STATES),
            since=moment_asked(request, "updated_since"),
        )

    @property
    def codes(self) -> list[str]:
        """The codes that all have to hold at a placement, the rarest kind first: it leads the query."""
        codes = [f"{self.channel}/{self.finding}" if self.channel else self.finding] if self.finding else []
        codes += [f"{self.channel}=fail"] if self.channel and not self.finding else []
        codes += [ACCEPTED] if self.state == "accepted" else []
        codes += [f"={self.verdict}"] if self.verdict else []
        return codes or [ALL]


def by_weight(wanted: Wanted) -> QuerySet[FindingRow]:
    """The narrow rows of the photos, those with most to do first."""
    lead, *others = wanted.codes
    rows = FindingRow.objects.filter(merchant=wanted.merchant, code=lead)
    if wanted.store:
        rows = rows.filter(store=wanted.store)
    rows = rows.filter(*_conditions(others, wanted.state, "placement"))
    return rows.order_by("-weight", "-placement_id")


def beyond(rows: QuerySet[FindingRow], weight: int, placement_id: int) -> QuerySet[FindingRow]:
    """The rows of `by_weight` that come after this one."""
    after: Any = LessThan(*place_in_order(weight, placement_id))
    return rows.filter(after)


def by_change(wanted: Wanted) -> QuerySet[Placement]:
    """The places of photos that were read since, in that order: the effort is that of what changed, not of the catalogue."""
    # By the merchant's stores alone: the index of measured photos begins with the store, and no other one is as short.
    stores = Store.objects.filter(merchant=wanted.merchant).order_by().values_list("pk", flat=True)
    rows = Placement.objects.filter(
        gone_at=None,
        image__store__in=[pk for pk in stores if wanted.store in {None, pk}],
        image__gone_at=None,
        image__measured_at__gt=wanted.since,
    )
    rows = rows.filter(*_conditions(wanted.codes, wanted.state, "pk"))
    return rows.order_by("image__measured_at", "pk")


def total_of(wanted: Wanted) -> int:
    """How many photos `by_weight` holds: from the roll-up where one code decides."""
    if len(wanted.codes) > 1 or wanted.state not in {None, "accepted"}:
        return by_weight(wanted).count()
    counted = FindingCount.objects.filter(merchant=wanted.merchant, code=wanted.codes[0])
    counted = counted.filter(store=wanted.store) if wanted.store else counted
    return counted.aggregate(total=Sum("n"))["total"] or 0


def _conditions(codes: Iterable[str], state: str | None, placement: str) -> list[Any]:
    """That all these codes hold, and that this was done; what was accepted has a code of its own among the codes."""
    rows = FindingRow.objects.filter(placement=OuterRef(placement))
    found: list[Any] = [Exists(rows.filter(code=code)) for code in codes]
    return [*found, in_state(state, placement)] if state in photo_states.STATES else found
