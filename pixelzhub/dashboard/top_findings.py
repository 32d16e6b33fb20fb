"""The findings that most photos have, each with a few of these photos: for the report."""

from __future__ import annotations

from dataclasses import dataclass, replace

from analytics.channels import CHANNELS
from analytics.channels.rules import Rule
from analytics.health import counts
from analytics.outcome import code_at
from connectors.models import Image
from pixelzhub.accounts.models import Merchant
from pixelzhub.dashboard.cards import thumbnail_url
from pixelzhub.dashboard.channel_findings import HELPS, LEVELS, SEVERITY_WORDS
from pixelzhub.dashboard.health_scope import Scope
from pixelzhub.dashboard.photos import rows_for

TOP, EXAMPLES = 6, 4


@dataclass(frozen=True, slots=True)
class TopFinding:
    """A required rule, on the channel where most photos fail it."""

    channel: str
    rule: Rule
    n: int
    href: str
    examples: list[str]

    @property
    def helps(self) -> object:
        return HELPS[self.rule.remedy]

    @property
    def severity(self) -> object:
        return SEVERITY_WORDS[self.rule.severity]


def top_findings(merchant: Merchant, scope: Scope) -> list[TopFinding]:
    """At most six codes, the most frequent first; two reads a code, whatever the size of the catalogue."""
    found = counts(merchant.pk, store_id=scope.store_id, category_id=scope.place.category_id)
    best: dict[str, tuple[int, str, Rule]] = {}
    for channel in [CHANNELS[scope.channel]] if scope.channel else CHANNELS.values():
        for rule in channel.rules:
            n = found.get(code_at(channel.code, rule.code, rule.severity), 0)
            if rule.severity == "blocker" and n > best.get(rule.code, (0,))[0]:
                best[rule.code] = (n, channel.code, rule)
    heaviest = sorted(best.values(), key=lambda row: -row[0])[:TOP]
    return [_with_examples(merchant, scope, *row) for row in heaviest]


def _with_examples(merchant: Merchant, scope: Scope, n: int, channel: str, rule: Rule) -> TopFinding:
    wanted = replace(scope.base, channel=channel, finding=rule.code, level=LEVELS[rule.severity])
    rows = rows_for(merchant, wanted).exclude(image__sha256="").order_by("-weight", "-placement_id")
    ids = list(rows.values_list("image_id", flat=True)[: 2 * EXAMPLES])
    images = sorted(Image.objects.filter(pk__in=ids, last_error=""), key=lambda image: ids.index(image.pk))
    pictures = [thumbnail_url(image) for image in {image.sha256: image for image in images}.values()][:EXAMPLES]
    return TopFinding(CHANNELS[channel].name, rule, n, wanted.address(), pictures)
