"""Photos with chosen hashes, and the check that groups them, run as the worker runs it."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

from analytics.pixels import Measurement
from analytics.twin_models import Fingerprint, TwinCheck, TwinGroup
from analytics.twins.check import check_twins, note_images
from connectors.models import Placement, Product
from pixelzhub.accounts.models import Merchant
from tests import builders

OTHERS = ("content_phash", "mirror_phash", "content_mirror_phash", "centre_phash")
BLUE, RED = (40.0, 5.0, -30.0), (40.0, 50.0, 30.0)


def signed(value: int) -> int:
    """64 bits as a database's big integer."""
    return value - 2**64 if value >= 2**63 else value


def flipped(value: int, *bits: int) -> int:
    """The hash with these bits turned over."""
    for bit in bits:
        value ^= 1 << bit
    return signed(value & (2**64 - 1))


def looks(whole: int, *, colour: tuple[float, float, float] = BLUE, **others: Any) -> Measurement:
    """A measurement with this hash of the whole; its other hashes differ as much as the wholes do, unless given."""
    chance = random.Random(64)
    values: dict[str, Any] = {name: signed(chance.getrandbits(64) ^ (whole & (2**64 - 1))) for name in OTHERS}
    return replace(builders.WHITE_GROUND, phash=whole, subject_lab=colour, **(values | others))


def hang(product: Product, measurement: Measurement, **fields: Any) -> Placement:
    """A photo on a product, noted as measuring notes it, not checked yet."""
    placement = builders.make_photo(product, measurement, **fields)
    note_images([placement.image_id])
    return placement


def check(merchant: Merchant, at_once: int = 64) -> None:
    """Check what is noted of a merchant, the oldest first."""
    while ids := list(
        TwinCheck.objects.filter(merchant=merchant).order_by("pk").values_list("pk", flat=True)[:at_once]
    ):
        check_twins(ids)


def groups(merchant: Merchant) -> set[frozenset[str]]:
    """The contents (SHA-256) that stand together as the same photo."""
    return _together(merchant, "same")


def shots(merchant: Merchant) -> set[frozenset[str]]:
    """The contents that stand together as colours of one shot."""
    return _together(merchant, "shot")


def _together(merchant: Merchant, relation: str) -> set[frozenset[str]]:
    found: dict[int, set[str]] = {}
    for group, sha256 in Fingerprint.objects.filter(merchant=merchant).values_list(relation, "sha256"):
        if group is not None:
            found.setdefault(group, set()).add(sha256)
    assert {*found} <= {*TwinGroup.objects.filter(merchant=merchant).values_list("pk", flat=True)}
    return {frozenset(members) for members in found.values()}


def kinds(merchant: Merchant) -> list[tuple[str, int, int]]:
    """(kind, files, places) of each group that is shown."""
    rows = TwinGroup.objects.filter(merchant=merchant, places__gt=1)
    return sorted(rows.values_list("kind", "files", "places"))
