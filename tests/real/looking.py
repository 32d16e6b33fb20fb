"""What the tests of every real program ask of a store: each method tried, a gallery seen whole, a photo there and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from io import StringIO
from typing import Any

from django.core.management import call_command

from connectors.contract import Picture
from connectors.gallery import Written, replace_image, sha256_of
from tests.connectors.servers import PictureServer, jpeg


def checked(platform: str, values: Mapping[str, str], *options: str) -> dict[str, str]:
    """What `manage.py connector check PLATFORM --json` says came of each method."""
    out = StringIO()
    pairs = [f"--set={key}={value}" for key, value in values.items()]
    call_command("connector", "check", platform, *pairs, "--json", *options, stdout=out)
    return {line["method"]: line["outcome"] for line in json.loads(out.getvalue())}


def shown(connector: Any, product_id: str) -> tuple[list[tuple[bytes, str]], dict[str, int]]:
    """A product's pictures and alt texts in order, and which of them each variant shows: all but the ids."""
    gallery = connector.gallery(product_id)
    places = {image.id: place for place, image in enumerate(gallery.images)}
    links = {one.sku: places[one.image_id] for one in gallery.variants if one.image_id}
    return [(connector.read_picture(image.url), image.alt) for image in gallery.images], links


def replaced_and_put_back(connector: Any, product_id: str, place: int, pictures: PictureServer) -> None:
    """Replace the photo at a place as publishing does, then put the old one back the same way."""
    image = connector.gallery(product_id).images[place]
    original = pictures.picture(connector.read_picture(image.url))
    picture = pictures.picture(jpeg(77, (64, 48)))
    written = _replaced(connector, product_id, image.id, original, picture)
    assert written.data == picture.data
    assert written.gallery.images[place].id == written.remote_id
    _replaced(connector, product_id, written.remote_id, picture, original)


def _replaced(connector: Any, product_id: str, image_id: str, old: Picture, new: Picture) -> Written:
    return replace_image(
        connector, product_id=product_id, image_id=image_id, expected_sha256=sha256_of(old.data), picture=new,
        original=old, keep_snapshot=lambda snapshot: None,
    )  # fmt: skip
