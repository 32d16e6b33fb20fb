"""A small shop with a photo of every kind, for the pages' tests."""

from __future__ import annotations

from dataclasses import replace

from analytics.pixels import Measurement
from connectors.models import Placement, Store
from pixelzhub.accounts.models import Merchant
from tests.builders import WHITE_GROUND, grey_ground, make_photo, make_product, make_store

#: too few pixels for Amazon: a new photo is needed
TINY = replace(WHITE_GROUND, width=420, height=420)
#: on grey and too small: mending alone does not make it meet
TINY_ON_GREY = replace(grey_ground(), width=420, height=420)
#: fewer than Amazon advises, and fewer than Google will ask for: warnings
SMALL = replace(WHITE_GROUND, width=900, height=900)
BROKEN = Measurement(format="JPEG", extension="jpg", bytes=41_000, error="corrupt", reason="cut off after 41 KB")


def make_shop(merchant: Merchant, **store_fields: object) -> Store:
    """Two that meet, one with a warning, two to mend (one of them wholly), one to reshoot, one broken, one unmeasured."""
    store = make_store(merchant, **store_fields)  # type: ignore[arg-type]
    kinds = {
        "White mug": WHITE_GROUND,
        "White bowl": WHITE_GROUND,
        "Small bowl": SMALL,
        "Grey mug": grey_ground(),
        "Grey thimble": TINY_ON_GREY,
        "Tiny mug": TINY,
        "Broken mug": BROKEN,
        "New mug": None,
    }
    for name, measurement in kinds.items():
        photo = make_photo(make_product(store, name), measurement)
        if measurement is BROKEN:
            photo.image.last_error = BROKEN.reason
            photo.image.save()
    return store


def photo_of(merchant: Merchant, name: str) -> Placement:
    """The photo of a product of the shop."""
    return Placement.objects.get(merchant=merchant, product__name=name)
