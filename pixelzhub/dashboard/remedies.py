"""The three things to do about photos: mend, reshoot, fix in the store, each with the rules that its photos fail."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse

from analytics.channels import CHANNELS
from analytics.channels.rules import Rule
from analytics.outcome import deciding_code
from connectors.models import Image
from pixelzhub.accounts.models import Merchant
from pixelzhub.dashboard.cards import thumbnail_url
from pixelzhub.dashboard.filters import PhotoFilter
from pixelzhub.dashboard.photos import rows_for

EXAMPLES = 6
BARS = 5


@dataclass(frozen=True, slots=True)
class Remedy:
    """One of the three things to do: how many photos, a few of them, and the required rules that they fail."""

    name: str
    n: int
    href: str
    query: str
    examples: list[str]
    findings: list[dict[str, Any]]

    @property
    def csv(self) -> str:
        """What is wrong with its photos, as a file."""
        return reverse("dashboard:affected") + self.query


def remedy(merchant: Merchant, base: PhotoFilter, name: str, found: dict[str, int]) -> Remedy:
    """One group; `found` are the photos per code."""
    n = found.get(f"={name}", 0)
    bars = _required(base, name, found) if n else []
    examples = _examples(merchant, replace(base, view=name)) if n else []
    return Remedy(name, n, base.address(view=name), base.query(view=name), examples, bars[:BARS])


def _examples(merchant: Merchant, wanted: PhotoFilter) -> list[str]:
    """Thumbnails of the heaviest photos of a list, each picture once."""
    heaviest = rows_for(merchant, wanted).exclude(image__sha256="").order_by("-weight", "-placement_id")
    ids = list(heaviest.values_list("image_id", flat=True)[: 2 * EXAMPLES])
    images = sorted(Image.objects.filter(pk__in=ids, last_error=""), key=lambda image: ids.index(image.pk))
    return [thumbnail_url(image) for image in {image.sha256: image for image in images}.values()][:EXAMPLES]


def _required(base: PhotoFilter, name: str, found: dict[str, int]) -> list[dict[str, Any]]:
    """The required rules that photos of one group fail, most frequent first; a code on its most frequent channel."""
    rules = {
        deciding_code(name, channel, rule): (channel, rule)
        for channel, rule in _rules()
        if rule.severity == "blocker" and rule.remedy == name
    }
    totals = {code: found[code] for code in rules if code in found}
    bars: dict[str, dict[str, Any]] = {}
    for code, n in sorted(totals.items(), key=lambda item: -item[1]):
        channel, rule = rules[code]
        href = base.address(view=name, channel=channel, level="fail", finding=rule.code)
        bars.setdefault(rule.code, {"name": rule.title, "count": n, "href": href})
    return list(bars.values())


def _rules() -> list[tuple[str, Rule]]:
    return [(channel.code, rule) for channel in CHANNELS.values() for rule in channel.rules]
