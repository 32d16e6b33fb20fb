"""What a photo card and a line of the list show of one photo at its place."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from analytics.channels.rules import Finding
from analytics.findings import findings_of, measurements_for, standing
from analytics.listed import accepted_by, listed_channels
from analytics.pixels import Measurement
from connectors.models import Image, Placement
from pixelzhub.accounts.models import Merchant


@dataclass(frozen=True, slots=True)
class Card:
    """The heaviest finding in words, and how many more there are. `query` is the list that the photo was found in."""

    placement: Placement
    findings: list[Finding]
    measurement: Measurement | None
    query: str = ""
    selected: bool = False

    @property
    def id(self) -> int:
        return self.placement.pk

    @property
    def href(self) -> str:
        address = reverse("dashboard:image", args=[self.placement.image_id])
        return f"{address}{self.query}" if len(self.query) > 1 else address

    @property
    def broken(self) -> bool:
        """The picture could not be read, or not be fetched for good."""
        return bool(self.reason)

    @property
    def reason(self) -> str:
        """Why it could not be opened; empty for a picture that could, or that is still waited for."""
        return reason_of(self.placement.image, self.measurement)

    @property
    def src(self) -> str:
        return thumbnail_url(self.placement.image) if self.measurement and not self.broken else ""

    @property
    def name(self) -> str:
        return self.placement.product.name

    @property
    def number(self) -> int:
        """Its place in the gallery, counted from one."""
        return self.placement.position + 1

    @property
    def alt(self) -> str:
        return _("%(name)s, photo %(n)s") % {"name": self.name, "n": self.number}

    @property
    def size(self) -> str:
        """In px, ungrouped: under a small photo every letter counts."""
        known = self.measurement if self.measurement and self.measurement.width else self.placement.image
        return f"{known.width} × {known.height}" if known.width and known.height else ""

    @property
    def meta(self) -> str:
        return " · ".join(filter(None, (self.placement.store.name, self.size)))

    @property
    def heaviest(self) -> Finding | None:
        return next((finding for finding in self.findings if finding.severity != "advice"), None)

    @property
    def more(self) -> int:
        return max(0, len({f.code for f in self.findings if f.severity != "advice"}) - 1)

    @property
    def level(self) -> str:
        """fail, warn, pass or waiting."""
        if self.broken:
            return "fail"
        if self.measurement is None:
            return "waiting"
        return {"blocker": "fail", "warning": "warn"}.get(self.heaviest.severity, "pass") if self.heaviest else "pass"

    @property
    def finding(self) -> str:
        """The one line under the photo."""
        if self.broken:
            return self.reason
        if self.measurement is None:
            return waits_for(self.placement.image)
        return self.heaviest.short if self.heaviest else _("Meets every rule")


def waits_for(image: Image) -> str:
    """Why a photo has no findings."""
    return _("Outside the scope of its store") if image.outside else _("Not measured yet")


def thumbnail_url(image: Image) -> str:
    """The small picture of an image, or "" before its bytes are known."""
    return reverse("dashboard:thumbnail", args=[image.sha256]) if image.sha256 else ""


def reason_of(image: Image, measurement: Measurement | None) -> str:
    """Why an image could not be opened, or ""."""
    if measurement and measurement.error:
        return measurement.reason or _("The file is broken")
    given_up = measurement is None and image.due_at is None and bool(image.last_error)
    return image.last_error if given_up else ""


def cards(
    merchant: Merchant,
    placements: Sequence[Placement],
    *,
    channel: str = "",
    query: str = "",
    selected: Collection[int] = (),
) -> list[Card]:
    """The cards of a page: findings are computed from the stored measurements, in two queries for all."""
    measured = measurements_for(merchant.pk, [placement.image.sha256 for placement in placements])
    channels = listed_channels(placement.store_id for placement in placements)
    accepted = accepted_by(merchant.pk, {placement.image_id for placement in placements})
    found = []
    for placement in placements:
        values = measured.get(placement.image.sha256)
        asked = [listed for listed in channels.get(placement.store_id, []) if channel in {"", listed.code}]
        findings = standing(findings_of(placement, values, asked, accepted)) if values else []
        found.append(Card(placement, findings, values, query, placement.pk in selected))
    return found
