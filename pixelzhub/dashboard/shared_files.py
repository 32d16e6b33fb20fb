"""Products that show the same file as a photo that is about to be replaced: they would change with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from connectors.contract import Connector, WritesImage
from connectors.models import Image, Placement
from pixelzhub.retouch.runs import Place

File = tuple[UUID, str]
"""A store, and the address at which it shows a file."""


def also_changed(places: Iterable[Place]) -> dict[int, list[str]]:
    """Image -> names of the other products of its store on which replacing it there shows too; in three queries.

    Of places in stores that put a new photo under the old one's id. A store that keeps files of their own may show one
    under several ids, all at one address.
    """
    in_place = [place for place in places if _replaces_in_place(place.store.connector)]
    if not in_place:
        return {}
    targets = Image.objects.filter(pk__in={place.image_id for place in in_place})
    files: dict[int, File] = {pk: (store, url) for pk, store, url in targets.values_list("pk", "store", "url")}
    showing = _showing(in_place, files)
    product_of = {place.image_id: place.product_id for place in in_place}
    return {
        image: names
        for image, file in files.items()
        if (names := sorted({name for pk, name in showing[file] if pk != product_of[image]}))
    }


def _replaces_in_place(kind: type[Connector]) -> bool:
    return issubclass(kind, WritesImage) and kind.in_place


def _showing(places: list[Place], files: dict[int, File]) -> dict[File, set[tuple[int, str]]]:
    """File -> the products, id and name, that show it. Files are found by their content, which has an index."""
    contents = {place.before_sha256 for place in places if getattr(place.store.connector, "shares_files", False)}
    same = Image.objects.filter(merchant=places[0].store.merchant_id, sha256__in=contents, gone_at=None)
    wanted = set(files.values())
    twins = [pk for pk, *file in same.values_list("pk", "store", "url") if tuple(file) in wanted]
    rows = Placement.objects.filter(Q(image__in=files) | Q(image__in=twins), gone_at=None)
    found: dict[File, set[tuple[int, str]]] = defaultdict(set)
    for store, url, product, name in rows.values_list("store", "image__url", "product", "product__name"):
        found[store, url].add((product, name))
    return found
