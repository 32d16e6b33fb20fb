"""Templates: Pixelz's instructions for an image, with their price."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pixelzhub.pixelz import reading
from pixelzhub.pixelz.reading import Raw

# XML says "false" and "2" where JSON says false and 2. Settings are kept as JSON says them.
_FLAGS = {
    "ColorAdjustment", "ColorMatching", "IsCombinedImages", "IsDeleted", "IsKeptMannequin", "IsKeptModel",
    "IsRecreateDetail",
}  # fmt: skip
_NUMBERS = {
    "BackgroundType", "ContactId", "DeliveryTimeInHours", "Id", "MarginBottom", "MarginLeft", "MarginRight",
    "MarginTop", "MarginType", "ResizeHeight", "ResizeMaxSize", "ResizeMinSize", "ResizeType", "ResizeUnit",
    "ResizeWidth", "ShadowType", "TemplateId", "TemplateLabelId", "VerticalAlignment",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TemplateRecord:
    """A template as GET Template or GET Templates shows it. `settings` can be stored as JSON."""

    id: str
    name: str
    price: Decimal | None
    currency: str
    settings: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NewTemplate:
    """What POST Template gives."""

    id: str
    price: Decimal | None
    currency: str


@dataclass(frozen=True, slots=True)
class TemplateSettings:
    """What a template does. None where it is not said; a number that the document does not explain stays a number.

    Meanings (Developer API, POST Template). background_type: 0 not removed, 1 filled, 2 transparent, 3 gradient.
    resize_type: 0 original canvas, 1 aspect ratio, 2 fixed size, 3 between min and max (GET Template's sample says 6).
    resize_unit: 0 pixels, 1 millimetres, 2 inches. margin_type: 0 not set, 1 percent, 2 pixels. vertical_alignment:
    1 top, 2 centre, 3 bottom. shadow_type: 0 none, 1 the original one, 2 drop shadow. Colours: six hexadecimal digits.
    """

    background_type: int | None = None
    background_color: str | None = None
    gradient: str | None = None
    output_format: str | None = None
    resize_type: int | None = None
    resize_unit: int | None = None
    width: float | None = None
    height: float | None = None
    min_size: float | None = None
    max_size: float | None = None
    margin_type: int | None = None
    margin_top: float | None = None
    margin_bottom: float | None = None
    margin_left: float | None = None
    margin_right: float | None = None
    vertical_alignment: int | None = None
    shadow_type: int | None = None
    is_kept_mannequin: bool | None = None
    is_kept_model: bool | None = None
    color_matching: bool | None = None
    color_matching_setting: str | None = None
    color_match_comment: str | None = None
    color_adjustment: bool | None = None
    color_adjustment_setting: str | None = None
    color_adjustment_comment: str | None = None
    delivery_hours: int | None = None
    is_combined: bool | None = None
    is_recreate_detail: bool | None = None
    is_deleted: bool | None = None
    comment: str | None = None
    callback_url: str | None = None
    callback_ftp: str | None = None
    created_on: date | None = None
    modified_on: date | None = None


def template_settings(raw: Mapping[str, Any]) -> TemplateSettings:
    """The typed settings of a template, from what GET Template answered. Raises `BadReply` for a list in place of text."""
    return TemplateSettings(
        background_type=reading.whole(raw, "BackgroundType"),
        background_color=_hex(raw, "BackgroundColor"),
        gradient=_hex(raw, "BackgroundVerticalGradientColor"),
        output_format=reading.text(raw, "OutputFormat").strip().upper() or None,
        resize_type=reading.whole(raw, "ResizeType"),
        resize_unit=reading.whole(raw, "ResizeUnit"),
        width=reading.number(raw, "ResizeWidth"),
        height=reading.number(raw, "ResizeHeight"),
        min_size=reading.number(raw, "ResizeMinSize"),
        max_size=reading.number(raw, "ResizeMaxSize"),
        margin_type=reading.whole(raw, "MarginType"),
        margin_top=reading.number(raw, "MarginTop"),
        margin_bottom=reading.number(raw, "MarginBottom"),
        margin_left=reading.number(raw, "MarginLeft"),
        margin_right=reading.number(raw, "MarginRight"),
        vertical_alignment=reading.whole(raw, "VerticalAlignment"),
        shadow_type=reading.whole(raw, "ShadowType"),
        is_kept_mannequin=reading.flag(raw, "IsKeptMannequin"),
        is_kept_model=reading.flag(raw, "IsKeptModel"),
        color_matching=reading.flag(raw, "ColorMatching"),
        color_matching_setting=reading.text(raw, "ColorMatchingSetting") or None,
        color_match_comment=reading.text(raw, "ColorMatchComment") or None,
        color_adjustment=reading.flag(raw, "ColorAdjustment"),
        color_adjustment_setting=reading.text(raw, "ColorAdjustmentSetting") or None,
        color_adjustment_comment=reading.text(raw, "ColorAdjustmentComment") or None,
        delivery_hours=reading.whole(raw, "DeliveryTimeInHours"),
        is_combined=reading.flag(raw, "IsCombinedImages"),
        is_recreate_detail=reading.flag(raw, "IsRecreateDetail"),
        is_deleted=reading.flag(raw, "IsDeleted"),
        comment=reading.text(raw, "Comment") or None,
        callback_url=reading.text(raw, "CallbackUrl") or None,
        callback_ftp=reading.text(raw, "CallbackFtp") or None,
        created_on=reading.day(raw, "CreatedDate"),
        modified_on=reading.day(raw, "ModifiedDate"),
    )


def template_record(raw: Raw) -> TemplateRecord:
    """GET Template names Id, Name, Price; GET Templates names TemplateId, TemplateName, Prices. Raises `BadReply`."""
    price, currency = _price(raw)
    return TemplateRecord(
        id=reading.text(raw, "TemplateId") or reading.required(raw, "Id"),
        name=reading.text(raw, "TemplateName") or reading.text(raw, "Name"),
        price=price,
        currency=currency,
        settings={
            reading.storable(name): _setting(raw, name) for name in raw if not isinstance(raw[name], Mapping | list)
        },
    )


def template_list(answer: Raw) -> list[TemplateRecord]:
    """The templates of GET Templates. Its XML sample calls the list Template; JSON calls it Templates. Raises `BadReply`."""
    found = reading.objects(answer, "Templates", "Template") or reading.objects(answer, "Template", "Template")
    return [template_record(raw) for raw in found]


def new_template(answer: Raw) -> NewTemplate:
    """What POST Template gives. Raises `BadReply`."""
    return NewTemplate(reading.required(answer, "TemplateId"), *_price(answer))


def template_payload(name: str, settings: TemplateSettings) -> dict[str, str]:
    """The fields of POST Template under its own names, all as text; what is not said is left out."""
    fields = {
        "templateName": name,
        "templateOutputFormat": settings.output_format,
        "deliveryTimeInHour": settings.delivery_hours,
        "backgroundType": settings.background_type,
        "backgroundColor": settings.background_color,
        "backgroundVerticalGradientColor": settings.gradient,
        "resizeType": settings.resize_type,
        "resizeUnit": settings.resize_unit,
        "resizeHeight": settings.height,
        "resizeWidth": settings.width,
        "resizeMinSize": settings.min_size,
        "resizeMaxSize": settings.max_size,
        "marginType": settings.margin_type,
        "marginTop": settings.margin_top,
        "marginBottom": settings.margin_bottom,
        "marginLeft": settings.margin_left,
        "marginRight": settings.margin_right,
        "marginVerticalAlignment": settings.vertical_alignment,
        "shadowType": settings.shadow_type,
        "isKeptMannequin": settings.is_kept_mannequin,
        "isKeptModel": settings.is_kept_model,
    }
    return {field: _as_text(value) for field, value in fields.items() if value is not None}


def _price(raw: Raw) -> tuple[Decimal | None, str]:
    prices = reading.objects(raw, "Price", "Price") or reading.objects(raw, "Prices", "Price")
    return (reading.money(prices[0], "Amount"), reading.text(prices[0], "Currency")) if prices else (None, "")


def _setting(raw: Raw, name: str) -> Any:
    value = raw[name]
    if name in _FLAGS and (flag := reading.flag(raw, name)) is not None:
        return flag
    if name in _NUMBERS and (number := reading.number(raw, name)) is not None:
        return int(number) if number.is_integer() else number
    is_finite = isinstance(value, float) and math.isfinite(value)
    return value if is_finite or value is None or isinstance(value, bool | int) else reading.text(raw, name)


def _hex(raw: Raw, name: str) -> str | None:
    return reading.text(raw, name).strip().lstrip("#").upper() or None


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
