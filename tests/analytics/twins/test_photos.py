"""Copies of real photos are found, and the colours of one shot are not taken for copies."""

from __future__ import annotations

import pytest
from PIL import Image, ImageOps

from analytics.pixels import measure
from tests import builders
from tests.analytics.pixels.drawing import photo, product, saved
from tests.analytics.twins.contents import check, groups, hang, shots
from tests.analytics.twins.photos import grouped, measured, real_photos, score

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("copies")]


@pytest.mark.skipif(not real_photos(1), reason="no real photos here (../shared/photos)")
def test_copies_of_real_photos_are_found_and_other_colours_are_none(merchant) -> None:
    known = measured(real_photos(8, half=1))
    for found in (score(known), grouped(merchant, known)):
        assert min(found.recall[kind] for kind in ("re-encoded", "webp", "resized", "mirrored")) >= 0.98
        assert min(found.recall[kind] for kind in ("cropped 5 % a side", "padded", "padded square")) >= 0.85
        assert found.precision >= 0.95
        assert found.recoloured_as_copies <= 0.05


def shot(colour: tuple[int, int, int]) -> Image.Image:
    """A printed cloth in one colour, on white."""
    image = product((700, 800), (0.2, 0.1, 0.8, 0.9), colour=colour)
    cloth = photo((420, 640)).convert("L").convert("RGB")
    image.paste(Image.blend(image.crop((140, 80, 560, 720)), cloth, 0.35), (140, 80))
    return image


def test_colours_of_a_shot_are_no_copies_of_each_other(merchant) -> None:
    store = builders.make_store(merchant)
    blue, red = shot((40, 90, 160)), shot((160, 60, 40))
    files = {"a": saved(blue, "JPEG"), "b": saved(ImageOps.mirror(blue), "JPEG"), "c": saved(red, "JPEG")}
    for letter, data in files.items():
        hang(builders.make_product(store), measure(data), sha256=letter * 64)
    check(merchant)

    assert groups(merchant) == {frozenset({"a" * 64, "b" * 64})}
    assert any("c" * 64 in group for group in shots(merchant))
