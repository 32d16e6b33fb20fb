"""Copies of real photos as stores make them, other colours of them, and how many of the copies are found."""

from __future__ import annotations

import io
import random
import zlib
from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from analytics.duplicates import KINDS, Looks, looks_of
from analytics.pixels import Measurement, measure
from analytics.twins.near import twins_among
from pixelzhub.accounts.models import Merchant
from tests import builders
from tests.analytics.twins.contents import check, groups, hang

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "photos"
COPIES = ("re-encoded", "webp", "resized", "mirrored", "padded", "padded square", "cropped 5 %", "cropped 5 % a side")
COLOURS = ("other hue", "dyed")
DYES = ((200, 40, 40), (40, 80, 200), (30, 140, 60), (200, 160, 30), (140, 40, 160))
#: darker than white by so much in any channel is taken for the product
INK = 20

Measured = dict[tuple[int, str], Measurement]


@dataclass(frozen=True, slots=True)
class Score:
    """Recall by kind of copy, how many pairs of copies and clean photos are right, and what became of other colours."""

    recall: dict[str, float]
    precision: float
    recoloured_as_copies: float
    similar: int


def real_photos(n: int = 1000, half: int | None = None) -> list[Path]:
    """So many photos, spread over all shelves; none where the folder is not there.

    Half 0 and half 1 share no product: thresholds may be chosen on one of them, and told of the other.
    """
    found = sorted(path for path in FOLDER.rglob("*") if path.suffix.lower() in {".jpg", ".jpeg", ".png", ".webp"})
    chosen = [path for path in found if half is None or _half(path) == half]
    return chosen[:: max(1, len(chosen) // n)][:n]


def _half(path: Path) -> int:
    return zlib.crc32(path.stem.rpartition("_")[0].encode()) % 2


def copies_of(path: Path) -> dict[str, bytes]:
    """The photo, its copies, and the photo with another colour of its product, as files; the same at every call."""
    chance = random.Random(path.name)
    photo = _upright(path)
    width, height = photo.size
    x, y = width * 5 // 100, height * 5 // 100
    left, top = chance.randint(x // 3, x - x // 3), chance.randint(y // 3, y - y // 3)
    square = Image.new("RGB", (max(photo.size),) * 2, "white")
    square.paste(photo, ((square.width - width) // 2, (square.height - height) // 2))
    return {
        "original": _saved(photo, 92),
        "re-encoded": _saved(photo, chance.choice((50, 70, 85))),
        "webp": _saved(photo, 75, "WEBP"),
        "resized": _saved(photo.resize([side * chance.choice((4, 6, 8)) // 10 for side in photo.size]), 88),
        "mirrored": _saved(ImageOps.mirror(photo), 88),
        "padded": _saved(ImageOps.expand(photo, max(photo.size) // chance.choice((5, 10, 20)), fill="white"), 88),
        "padded square": _saved(square, 88),
        "cropped 5 %": _saved(photo.crop((left, top, width - x + left, height - y + top)), 88),
        "cropped 5 % a side": _saved(photo.crop((x, y, width - x, height - y)), 88),
        "other hue": _saved(_other_hue(photo, chance), 90),
        "dyed": _saved(_dyed(photo, chance), 90),
    }


def measured(paths: list[Path]) -> Measured:
    """Every photo and its copies measured, by (number of the photo, kind of copy)."""
    return {
        (number, kind): measure(data) for number, path in enumerate(paths) for kind, data in copies_of(path).items()
    }


def score(known: Measured) -> Score:
    """Judge every pair, as `analyze` does."""
    names = list(known)
    pairs: dict[str, set[tuple[tuple[int, str], tuple[int, str]]]] = {kind: set() for kind in KINDS}
    for block in twins_among(Looks.of([looks_of(known[name]) for name in names])):
        for one, other, kind in zip(*(column.tolist() for column in block), strict=True):
            pairs[KINDS[kind]].add((names[one], names[other]))
    return Score(
        _recall(pairs["same_photo"], names),
        _precision(pairs["same_photo"]),
        sum(one == (other[0], "original") and other[1] in COLOURS for one, other in pairs["same_photo"])
        / sum(kind in COLOURS for _, kind in names),
        sum(one[1] == other[1] == "original" for one, other in pairs["similar"]),
    )


def grouped(merchant: Merchant, known: Measured) -> Score:
    """Hang every photo with its copies, have them checked, and compare the groups with what is known."""
    store = builders.make_store(merchant, channels=())
    clean = [name for name in known if name[1] not in COLOURS]
    for place, name in enumerate(clean):
        hang(builders.make_product(store), known[name], sha256=f"{place:064x}")
    check(merchant)
    found = [sorted(clean[int(sha256, 16)] for sha256 in group) for group in groups(merchant)]
    pairs = {(one, other) for group in found for one, other in combinations(group, 2)}
    either = pairs | {(other, one) for one, other in pairs}
    return Score(_recall(either, clean), _precision(pairs), 0.0, 0)


def _recall(pairs: set[tuple[tuple[int, str], tuple[int, str]]], names: list[tuple[int, str]]) -> dict[str, float]:
    asked = Counter(kind for _, kind in names)
    found = Counter(other[1] for one, other in pairs if one == (other[0], "original"))
    return {kind: found[kind] / asked[kind] for kind in COPIES}


def _precision(pairs: set[tuple[tuple[int, str], tuple[int, str]]]) -> float:
    clean = [(one, other) for one, other in pairs if not {one[1], other[1]} & set(COLOURS)]
    return sum(one[0] == other[0] for one, other in clean) / len(clean)


def _upright(path: Path) -> Image.Image:
    """The photo on white, 1,000 px at most."""
    with Image.open(path) as opened:
        photo = ImageOps.exif_transpose(opened).convert("RGBA")
        photo.thumbnail((1000, 1000))
    plain = Image.new("RGBA", photo.size, "white")
    plain.alpha_composite(photo)
    return plain.convert("RGB")


def _other_hue(photo: Image.Image, chance: random.Random) -> Image.Image:
    product, bands = _product(photo), np.array(photo.convert("HSV"))
    bands[product, 0] += np.uint8(chance.choice((64, 85, 128, 170)))
    bands[product, 1] = np.minimum(bands[product, 1].astype(int) + 60, 255)
    return Image.fromarray(bands, "HSV").convert("RGB")


def _dyed(photo: Image.Image, chance: random.Random) -> Image.Image:
    """Light and shade kept, colour of a dye."""
    product, bands = _product(photo), np.array(photo).astype(float)
    light = np.array(photo.convert("L"))[product, None] / 255
    bands[product] = 0.35 * bands[product] + 0.65 * np.minimum(light * chance.choice(DYES) * 1.3, 255)
    return Image.fromarray(bands.astype(np.uint8))


def _product(photo: Image.Image) -> np.ndarray:
    found: np.ndarray = np.array(photo).min(axis=2) < 255 - INK
    return found


def _saved(photo: Image.Image, quality: int, format: str = "JPEG") -> bytes:
    file = io.BytesIO()
    photo.save(file, format, quality=quality)
    return file.getvalue()
