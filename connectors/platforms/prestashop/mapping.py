"""PrestaShop's rows as records. A missing or wrong field is a `BadReply` that names it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from connectors.answers import Answers, Raw
from connectors.contract import CategoryRecord, Gallery, ImageRecord, ProductRecord, VariantRecord
from connectors.errors import BadReply
from connectors.platforms.prestashop.facts import DATE_FORMAT, Facts
from connectors.platforms.prestashop.pictures import public_url

read = Answers("PrestaShop")
NO_DATE = "0000-00-00"

CATEGORY_FIELDS = "id,name,id_parent,active,nb_products_recursive"
GALLERY_FIELDS = "id,id_default_image,images[id],combinations[id]"
PRODUCT_FIELDS = "id,name,reference,ean13,active,date_upd,id_default_image,images[id],combinations[id],categories[id]"
COMBINATION_FIELDS = "id,id_product,reference,ean13,images[id]"


def categories(rows: Sequence[Any], facts: Facts) -> list[CategoryRecord]:
    """All categories but the root, which no shop shows."""
    parents = {identifier(read.object(row, "category")): _number(row, "id_parent") for row in rows}
    roots = {one for one, parent in parents.items() if parent is None}
    return [_category(row, parents, roots, facts) for row in rows if identifier(row) not in roots]


def product(raw: Any, combinations: Sequence[Any], facts: Facts, shop_url: str) -> ProductRecord:
    entry = read.object(raw, "product")
    product_id = identifier(entry)
    shown = gallery(entry, combinations, shop_url)
    return ProductRecord(
        id=product_id,
        name=_words(entry, "name", facts),
        sku=_text(entry, "reference"),
        ean=_text(entry, "ean13"),
        url=f"{shop_url}/index.php?controller=product&id_product={product_id}",
        category_ids=tuple(_linked(entry, "categories")),
        updated_at=_moment(entry, "date_upd", facts),
        language=facts.language,
        deactivated=_text(entry, "active") != "1",
        image_count=len(shown.images),
        variants=shown.variants,
        images=shown.images,
    )


def gallery(raw: Any, combinations: Sequence[Any], shop_url: str) -> Gallery:
    """The cover first and the others by their position, in which they are listed (Product.php, `getWsImages`).

    Captions are neither readable nor writable by the webservice (PrestaShop issue 23550): there are no alt texts.
    """
    entry = read.object(raw, "product")
    product_id, ids, cover = identifier(entry), _linked(entry, "images"), _number(entry, "id_default_image")
    if cover and not ids:
        raise BadReply("PrestaShop names a product's cover, but lists no images of it.")
    order = sorted(ids, key=lambda image_id: image_id != cover)
    pictures = [
        ImageRecord(image_id, product_id, public_url(shop_url, product_id, image_id), position)
        for position, image_id in enumerate(order)
    ]
    return Gallery(product_id, tuple(pictures), tuple(_variant(one, order) for one in combinations))


def combination_count(raw: Any) -> int:
    """How many combinations a product has; 0 for one that cannot be read, or has no id to ask for them by."""
    readable = isinstance(raw, Mapping) and str(raw.get("id")).isdecimal()
    found = raw.get("associations") if readable else None
    rows = found.get("combinations") if isinstance(found, Mapping) else None
    return len(rows) if isinstance(rows, list) else 0


def links(combinations: Sequence[Any]) -> dict[str, list[str]]:
    """Combination -> the photos that it is linked to."""
    entries = [read.object(one, "combination") for one in combinations]
    return {identifier(entry): _linked(entry, "images") for entry in entries}


def product_of(combination: Any) -> str:
    """The id of the product that a combination belongs to; empty if it does not say."""
    return str(combination.get("id_product") or "") if isinstance(combination, Mapping) else ""


def identifier(raw: Raw) -> str:
    found = _number(raw, "id")
    if found is None:
        raise BadReply("PrestaShop's answer lacks an id.")
    return found


def _category(raw: Raw, parents: Mapping[str, str | None], roots: set[str], facts: Facts) -> CategoryRecord:
    category_id = identifier(raw)
    parent = parents[category_id]
    products = str(raw.get("nb_products_recursive"))
    return CategoryRecord(
        id=category_id,
        name=_words(raw, "name", facts),
        parent_id=None if parent in roots else parent,
        language=facts.language,
        deactivated=_text(raw, "active") != "1",
        product_count=int(products) if products.isdecimal() else None,
    )


def _variant(raw: Any, order: Sequence[str]) -> VariantRecord:
    """A combination can have several pictures: the first in the gallery stands for it. An id of 0 means none."""
    entry = read.object(raw, "combination")
    shown = _linked(entry, "images")
    return VariantRecord(
        id=identifier(entry),
        sku=_text(entry, "reference"),
        ean=_text(entry, "ean13"),
        image_id=next((image_id for image_id in order if image_id in shown), None),
    )


def _linked(raw: Raw, name: str) -> list[str]:
    """The ids of an association, once each and without 0. One without entries is left out of the JSON."""
    found = raw.get("associations") or {}
    rows = found.get(name, []) if isinstance(found, Mapping) else None
    if not isinstance(rows, list):
        raise BadReply(f"PrestaShop's answer has no list of {name}.")
    ids = [_number(read.object(row, "association"), "id") for row in rows]
    return list(dict.fromkeys(one for one in ids if one))


def _text(raw: Raw, name: str) -> str:
    found = raw.get(name)
    if found is None or found is False:
        return ""
    if not isinstance(found, str | int):
        raise BadReply(f"{name} in PrestaShop's answer is not text.")
    return str(found)


def _words(raw: Raw, name: str, facts: Facts) -> str:
    """Text for people; a store that ignores the asked-for language sends all of them as [{"id", "value"}]."""
    found = raw.get(name)
    if not isinstance(found, list):
        return _text(raw, name)
    texts = {str(one.get("id")): str(one.get("value") or "") for one in found if isinstance(one, Mapping)}
    return texts.get(facts.language_id) or next(filter(None, texts.values()), "")


def _number(raw: Raw, name: str) -> str | None:
    """An id, which comes as a number or as text; None for 0 and for an empty one."""
    found = _text(raw, name)
    if found in {"", "0"}:
        return None
    if not (found.isascii() and found.isdecimal()):
        raise BadReply(f"{name} in PrestaShop's answer is not a whole number.")
    return found


def _moment(raw: Raw, name: str, facts: Facts) -> datetime | None:
    found = _text(raw, name)
    if not found or found.startswith(NO_DATE):
        return None
    try:
        local = datetime.strptime(found, DATE_FORMAT)  # noqa: DTZ007 - the shop's zone follows
    except ValueError as error:
        raise BadReply(f"{name} in PrestaShop's answer is not a time.") from error
    return local.replace(tzinfo=facts.zone).astimezone(UTC)
