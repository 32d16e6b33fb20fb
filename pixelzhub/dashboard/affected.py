"""What is affected as a CSV file: a line for each finding of each photo that matches, read in pages while it is sent."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _

from analytics.channels import CHANNELS
from analytics.channels.rules import Finding
from pixelzhub.accounts.models import Merchant
from pixelzhub.dashboard.cards import Card, cards
from pixelzhub.dashboard.channel_findings import HELPS, SEVERITY_WORDS
from pixelzhub.dashboard.csv_file import csv_file
from pixelzhub.dashboard.filters import SEVERITIES, PhotoFilter
from pixelzhub.dashboard.photos import beyond, ordering, placements_in_order, rows_for

#: photos that are held in memory at once
CHUNK = 500


def affected(merchant: Merchant, wanted: PhotoFilter) -> StreamingHttpResponse:
    """The download. It holds the findings that the list asks for: of its channel, its level and its finding."""
    return csv_file("affected-photos.csv", _heads(), _rows(merchant, wanted))


def _rows(merchant: Merchant, wanted: PhotoFilter) -> Iterator[list[str]]:
    for ids in _chunks(merchant, wanted):
        for card in cards(merchant, placements_in_order(ids), channel=wanted.channel):
            for finding in card.findings:
                if _asked(finding, wanted):
                    yield _cells(card, finding)


def _chunks(merchant: Merchant, wanted: PhotoFilter) -> Iterator[list[int]]:
    """Placement ids in the order of the list, by key: no page counts or skips rows."""
    rows, order = rows_for(merchant, wanted), ordering(wanted)
    page = list(rows.order_by(*order).values_list("weight", "placement_id")[:CHUNK])
    while page:
        yield [pk for _weight, pk in page]
        page = list(
            rows.filter(beyond(page[-1], wanted.sort)).order_by(*order).values_list("weight", "placement_id")[:CHUNK]
        )


def _asked(finding: Finding, wanted: PhotoFilter) -> bool:
    """Whether the list is about this finding."""
    if wanted.finding and finding.code != wanted.finding:
        return False
    return wanted.level not in SEVERITIES or finding.severity == SEVERITIES[wanted.level]


def _heads() -> list[str]:
    return [
        _("Product"),
        _("SKU"),
        _("EAN"),
        _("Photo address"),
        _("Position"),
        _("Channel"),
        _("Finding"),
        _("Measured"),
        _("Limit"),
        _("Severity"),
        _("What helps"),
        _("Store"),
    ]


def _cells(card: Card, finding: Finding) -> list[str]:
    product = card.placement.product
    return [
        product.name,
        product.sku,
        product.ean,
        card.placement.image.url,
        str(card.number),
        CHANNELS[finding.channel].name,
        finding.title,
        finding.measured,
        finding.limit,
        str(SEVERITY_WORDS[finding.severity]),
        str(HELPS[finding.remedy]),
        card.placement.store.name,
    ]
