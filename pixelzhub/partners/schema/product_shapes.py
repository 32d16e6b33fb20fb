"""Products as partners write and read them. Limits are those of `FIELDS`, read from what it says that it accepts."""

from __future__ import annotations

import re

from connectors.ean import EAN
from pixelzhub.partners.products.fields import FIELDS, LONGEST_URL, MOST_PICTURES, STATUSES
from pixelzhub.partners.products.rows import COLUMNS
from pixelzhub.partners.schema.shapes import (
    UUID,
    Shape,
    address,
    fields,
    flag,
    listing,
    maybe,
    moment,
    number,
    text,
    uuid,
    word,
)  # fmt: skip

EAN_SHAPE = text(
    "EAN-13 or equivalent, by which products are matched. Compared as sent, whatever its check digit.",
    "3760000000001",
    pattern=f"^{EAN.pattern}$",
)
# Said of the title to those who write it.
NEW_ALONE = ". Needed when the product is new. Shown as `title`."
# Field -> what it means, an example. How long or large it may be, and its unit, is in FIELDS.
_SAID: dict[str, tuple[str, str | float]] = {
    "name": (f"Title{NEW_ALONE[:-1]}", "Fixed TV wall mount, 37 to 75 inches"),
    "brand_name": ("Brand. One that is written differently in capitals alone is the same brand", "KIMEX"),
    "description": ("Long description; HTML is kept as text", "<p>Holds up to 40 kg.</p>"),
    "short_description": ("Short marketing text", "Holds up to 40 kg."),
    "reference": ("Manufacturer's reference or SKU", "KX-4075"),
    "supplier_code": ("Where the row comes from; lists can be narrowed to it", "KIMEX"),
    "asin": ("Amazon's number", "B07XJ8C8F5"),
    "upc": ("Universal Product Code", "036000291452"),
    "gtin": ("Global Trade Item Number", "03760000000001"),
    "weight": ("Weight", 1.5),
    "width": ("Width", 42.0),
    "height": ("Height", 40.5),
    "depth": ("Depth", 3.2),
    "unit_of_measure": ("What one piece is: unit, pack, m, kg", "unit"),
    "external_id": ("The product's id in your own system", "ERP-000123"),
    "url_slug": ("The product's part of a shop's address", "fixed-tv-wall-mount"),
}
_TEXT = re.compile(r"text of (?:(\d+) to|up to) ([\d,]+) characters")
_NUMBER = re.compile(r"a number from 0 to ([\d,]+), in (\w+)")


def written_fields() -> dict[str, Shape]:
    """Each field that a partner may write; null leaves it as it is, and in a PUT empties it."""
    return {name: EAN_SHAPE if name == "ean" else maybe(written_field(name)) for name in FIELDS}


def written_field(name: str) -> Shape:
    """One field as it is accepted."""
    match name:
        case "category_id":
            return uuid("Category of your catalogue.", UUID)
        case "status":
            return word("Whether the product is for sale.", STATUSES, name="ProductStatus")
        case "is_active":
            return flag("Short for `status`: true is active. Both may be sent if they agree.")
        case "image_urls":
            one = address("An address that begins with http:// or https://.", "https://shop.example/front.jpg")
            one |= {"pattern": "^https?://", "maxLength": LONGEST_URL}
            return listing("Addresses of the photos, in order; the first is the main photo.", one, most=MOST_PICTURES)
        case "ean":
            return EAN_SHAPE
    return _by_its_limit(name)


def _by_its_limit(name: str) -> Shape:
    says, example = _SAID[name]
    accepts = FIELDS[name].accepts
    if found := _NUMBER.fullmatch(accepts):
        return number(f"{says}, in {found[2]}.", float(example), least=0, most=float(found[1].replace(",", "")))
    found = _TEXT.fullmatch(accepts)
    assert found, f"What {name} accepts is said in other words now: {accepts}"
    most = int(found[2].replace(",", ""))
    return text(f"{says}.", str(example), least=int(found[1] or 0) or None, most=most)


def product() -> Shape:
    """A product as it is answered."""
    by_column = {FIELDS[name].column: name for name in FIELDS}
    shown: dict[str, Shape] = {"id": uuid("The same for ever for one EAN of yours.")}
    for column in COLUMNS:
        if column in by_column:
            shown[column] = EAN_SHAPE if column == "ean" else maybe(_without_limits(written_field(by_column[column])))
    shown |= {
        "created_at": moment("When the hub first had it, in UTC.", "2026-03-01T08:00:00Z"),
        "updated_at": moment("When it last changed, in UTC. No two products of yours have the same."),
        "is_active": maybe(flag("Whether `status` is active; null where no status is known.")),
        "image_urls": listing(
            "Addresses of the photos now, in order: retouched ones under an address of the hub.",
            address("An address.", "https://shop.example/front.jpg"),
        ),
        "warnings": listing(
            "What looks wrong and was kept all the same.",
            text("A sentence.", "The check digit of the EAN 3760000000001 is wrong: it would be 5."),
        ),
    }
    return fields("A product, of all your stores under its EAN.", shown)


def _without_limits(shape: Shape) -> Shape:
    """What stores wrote is shown as it is, whatever partners may write."""
    kept = {name: value for name, value in shape.items() if name in {"type", "title", "examples", "enum", "format"}}
    return kept | {"description": shape["description"].replace(NEW_ALONE, ".")}
