"""/ext/images: the photos where they hang, with what every channel finds on them; one photo with all that is known of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar

from django.db.models import Q
from rest_framework.request import Request
from rest_framework.response import Response

from analytics.channels import CHANNELS
from analytics.channels.shapes import Channel
from analytics.listed import channel_for
from analytics.outcome import rules_in
from connectors.models import Image, Placement
from pixelzhub.accounts.models import Merchant
from pixelzhub.accounts.scopes import Scope
from pixelzhub.partners.frame.asking import own_row
from pixelzhub.partners.frame.envelope import envelope
from pixelzhub.partners.frame.keys import merchant_of
from pixelzhub.partners.frame.kinds import side_for
from pixelzhub.partners.frame.paging import Asked, as_number, link_to, no_cursor, page_asked
from pixelzhub.partners.frame.route import Route
from pixelzhub.partners.images.details import image_body
from pixelzhub.partners.images.rows import Wanted, beyond, by_change, by_weight, total_of


class Images(Route):
    scopes: ClassVar = {"GET": Scope.IMAGES_READ}

    def get(self, request: Request) -> Response:
        asked, wanted = page_asked(request), Wanted.read(request, merchant_of(request))
        page, total = (_changed if wanted.since else _heaviest)(wanted, asked)
        places = _loaded([pk for pk, _place in page])
        newest = max((place.image.measured_at for place in places if place.image.measured_at), default=None)
        following = page[-1][1] if len(page) == asked.size else None
        answer = envelope(
            photo_bodies(wanted.merchant, places),
            total=total,
            page=asked.number,
            page_size=asked.size,
            updated_at=newest,
        )
        return Response(answer, headers=link_to(request, following))


class OneImage(Route):
    scopes: ClassVar = {"GET": Scope.IMAGES_READ}

    def get(self, request: Request, image_id: str) -> Response:
        rows = Image.objects.filter(merchant=merchant_of(request)).select_related("store")
        image = own_row(rows, image_id)
        return Response(envelope(image_body(image, side_for(request)), updated_at=image.measured_at))


def photo_bodies(merchant: Merchant, places: Sequence[Placement]) -> list[dict[str, Any]]:
    """Each photo at its place; image, product and store have to be loaded."""
    failed = {code for place in places for code in place.failing if code in CHANNELS}
    channels = {code: channel_for(merchant.pk, code) for code in failed}
    return [_body(place, channels) for place in places]


def _heaviest(wanted: Wanted, asked: Asked) -> tuple[list[tuple[int, str]], int]:
    """Placements with the cursor behind each, and how many there are in all."""
    rows = by_weight(wanted)
    if asked.after is not None:
        weight, _line, pk = asked.after.partition("_")
        rows = beyond(rows, as_number(weight), as_number(pk))
    found = rows.values_list("weight", "placement_id")[asked.start : asked.start + asked.size]
    return [(pk, f"{weight}_{pk}") for weight, pk in found], total_of(wanted)


def _changed(wanted: Wanted, asked: Asked) -> tuple[list[tuple[int, str]], int]:
    rows = by_change(wanted)
    total = rows.count()
    if asked.after is not None:
        text, _line, pk = asked.after.partition("_")
        at = _time(text)
        # Photos of one batch are measured at one time. The first condition alone is one that an index knows.
        rows = rows.filter(image__measured_at__gte=at)
        rows = rows.filter(Q(image__measured_at__gt=at) | Q(pk__gt=as_number(pk)))
    found = rows.values_list("image__measured_at", "pk")[asked.start : asked.start + asked.size]
    return [(pk, f"{measured_at.isoformat()}_{pk}") for measured_at, pk in found if measured_at], total


def _time(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise no_cursor() from error


def _loaded(ids: Sequence[int]) -> list[Placement]:
    """In the order of their ids in the list."""
    rows = Placement.objects.filter(pk__in=ids).order_by().select_related("image", "product")
    by_id = {row.pk: row for row in rows}
    return [by_id[pk] for pk in ids if pk in by_id]


def _body(place: Placement, channels: Mapping[str, Channel]) -> dict[str, Any]:
    image = place.image
    return {
        "id": str(image.pk),
        "placement_id": str(place.pk),
        "store_id": str(place.store_id),
        "product_id": str(place.product_id),
        "product_name": place.product.name,
        "sku": place.product.sku or None,
        "ean": place.product.ean or None,
        "position": place.position + 1,
        "is_main": place.is_main,
        "alt": place.alt,
        "url": image.url,
        "width": image.width,
        "height": image.height,
        "verdict": place.verdict,
        "findings": [
            {"channel": code, "code": rule.code, "severity": rule.severity, "remedy": rule.remedy}
            for code, mask in sorted(place.failing.items())
            if code in channels
            for rule in rules_in(channels[code], mask)
        ],
        "updated_at": image.measured_at,
    }
