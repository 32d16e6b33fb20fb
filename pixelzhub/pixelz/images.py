"""Images: what is sent with them, and what Pixelz says about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal, TypedDict

from connectors.errors import BadReply
from pixelzhub.pixelz import reading
from pixelzhub.pixelz.errors import BadValue, PixelzError
from pixelzhub.pixelz.reading import Raw
from pixelzhub.pixelz.status import Stage, stage_of

ZERO_TICKET = "00000000-0000-0000-0000-000000000000"
MAX_IMAGES = 5


class WhiteGloveDetails(TypedDict, total=False):
    """What may go with an image whose template Pixelz chooses."""

    color_reference_url: str
    callback_url: str
    customer_image_id: str
    product_id: str
    comment: str
    markup_image_url: str
    customer_folder: str


class ImageDetails(WhiteGloveDetails, total=False):
    """What may go with an image on a template. `deadline` must know its time zone."""

    deadline: datetime
    output_file_name: str
    swatch_image_url: str
    swatch_color_code: str
    marker_x: float
    marker_y: float
    customer_image_color_id: str
    colorway_ids: Sequence[str]


class ImageFilters(TypedDict, total=False):
    """Which images GET Images List gives, and in which order. Both days are included."""

    status: int
    exclude_status: int
    product_id: str
    from_date: date
    to_date: date
    sort_by: Literal["id", "date", "status"]
    descending: bool


class CountFilters(TypedDict, total=False):
    """Which images GET Count counts. Both days are included."""

    status: int
    from_date: date
    to_date: date


# Left: here. Right: on the wire. Up to `deadline` the Developer API, POST Image; the rest is what Pixelz's own client
# sends (pixelz-ai-tools, 2026). imageRequestedDeliveryTimeInHours is deprecated and never sent.
_DETAILS = {
    "color_reference_url": "colorReferenceFileURL",
    "callback_url": "imageCallbackURL",
    "customer_image_id": "customerImageId",
    "product_id": "productId",
    "deadline": "imageDeadlineDateTimeUTC",
    "comment": "comment",
    "markup_image_url": "markupImageUrl",
    "customer_folder": "customerFolder",
    "output_file_name": "outputFileName",
    "swatch_image_url": "swatchImageURL",
    "swatch_color_code": "swatchColorCode",
    "marker_x": "markerX",
    "marker_y": "markerY",
    "customer_image_color_id": "customerImageColorID",
    "colorway_ids": "colorwayIds",
}
_FILTERS = {
    "status": "imageStatus",
    "exclude_status": "excludeImageStatus",
    "product_id": "productId",
    "from_date": "fromDate",
    "to_date": "toDate",
    "sort_by": "sortBy",
    "descending": "isDescending",
}


@dataclass(frozen=True, slots=True)
class Receipt:
    """What Pixelz gives for an accepted image."""

    ticket: str
    is_trial: bool
    customer_image_id: str


@dataclass(frozen=True, slots=True)
class ImageStatus:
    """Where an image is. Addresses can lack the host: `file_address` joins them."""

    ticket: str
    customer_image_id: str
    product_id: str
    status_id: int | None
    status_name: str
    final_urls: tuple[str, ...]
    is_paid: bool
    thumbnail_url: str = ""

    @property
    def stage(self) -> Stage | None:
        return stage_of(self.status_id)


@dataclass(frozen=True, slots=True)
class ProductProgress:
    """How many images of a product are finished, and how many are not."""

    product_id: str
    done: int
    todo: int


def image_payload(addresses: str | Sequence[str], details: Mapping[str, Any]) -> dict[str, Any]:
    """One to five addresses and the details under the names of the wire. Raises `BadValue`."""
    urls = [addresses] if isinstance(addresses, str) else list(addresses)
    if not 1 <= len(urls) <= MAX_IMAGES or not all(urls):
        raise BadValue(f"Pixelz takes 1 to {MAX_IMAGES} addresses of images at once; these are {len(urls)}.")
    named = {f"imageURL{number if number > 1 else ''}": url for number, url in enumerate(urls, 1)}
    return named | {_DETAILS[name]: _sent(value) for name, value in details.items()}


def image_query(filters: Mapping[str, Any]) -> dict[str, Any]:
    """Filters under the names of the wire."""
    return {_FILTERS[name]: _sent(value) for name, value in filters.items()}


def receipt(answer: Raw) -> Receipt:
    """An accepted image. The zero GUID is a refusal, whatever the code says. Raises `PixelzError`, `BadReply`."""
    ticket = reading.required(answer, "ImageTicket")
    if ticket == ZERO_TICKET:
        raise PixelzError("NoTicket", "the photo was not accepted")
    return Receipt(ticket, reading.flag(answer, "IsTrial") or False, reading.text(answer, "CustomerImageId"))


def image_status(raw: Raw) -> ImageStatus:
    """One image of GET Status or GET Images List. Raises `BadReply`."""
    ticket = reading.required(raw, "ImageTicket")
    if ticket == ZERO_TICKET:
        raise BadReply("Pixelz's answer names no ticket.")
    return ImageStatus(
        ticket=ticket,
        customer_image_id=reading.text(raw, "CustomerImageId"),
        product_id=reading.text(raw, "ProductId"),
        status_id=reading.whole(raw, "StatusId"),
        status_name=reading.text(raw, "StatusName"),
        final_urls=reading.texts(raw, "FinalImagesURL", "string"),
        is_paid=reading.flag(raw, "IsPaid") or False,
        thumbnail_url=reading.text(raw, "ThumbnailImageURL"),
    )


def image_list(answer: Raw) -> list[ImageStatus]:
    """One page of GET Images List. Raises `BadReply`."""
    return [image_status(raw) for raw in reading.objects(answer, "Images", "ImageStatus")]


def images_count(answer: Raw) -> int:
    """The number that GET Count answers. Raises `BadReply`."""
    found = reading.whole(answer, "ImagesCount")
    if found is None:
        raise BadReply("Pixelz's answer lacks ImagesCount.")
    return found


def product_list(answer: Raw) -> list[ProductProgress]:
    """One page of GET ProductIds. Raises `BadReply`."""
    return [
        ProductProgress(
            reading.text(raw, "ProductId"), reading.whole(raw, "DoneCount") or 0, reading.whole(raw, "TodoCount") or 0
        )
        for raw in reading.objects(answer, "ProductIds", "ProductIdStatistic")
    ]


def _sent(value: Any) -> Any:
    """A value as the wire has it: times in UTC as `yyyy-MM-dd HH:mm:ss`, days as `yyyy-MM-dd`, flags as words.

    Raises `BadValue` for a time without a time zone.
    """
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise BadValue(f"The time {value} does not say its time zone.")
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return str(value).lower()
    return value
