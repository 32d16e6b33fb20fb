"""Copies of real photos as stores make them, and how many of them the groups find."""

from __future__ import annotations

import io
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from PIL import Image, ImageOps

from analytics.pixels import measure
from pixelzhub.accounts.models import Merchant
from tests import builders
from tests.analytics.twins.contents import check, groups, hang

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "photos"
COPIES = ("re-encoded", "resized", "mirrored", "padded", "cropped 5 %")


@dataclass(frozen=True, slots=True)
class Score:
    """Recall by kind of copy, and the share of pairs in one group that are copies of one photo."""

    recall: dict[str, float]
    precision: float


def real_photos(n: int) -> list[Path]:
    """So many photos, spread over all shelves; none where the folder is not there."""
    found = sorted(path for path in FOLDER.rglob("*") if path.suffix.lower() in {".jpg", ".jpeg", ".png", ".webp"})
    return found[:: max(1, len(found) // n)][:n]


def copies_of(path: Path) -> dict[str, bytes]:
    """The photo and its copies, as files."""
    with Image.open(path) as opened:
        photo = opened.convert("RGBA")
        photo.thumbnail((900, 900))
    plain = Image.new("RGBA", photo.size, "white")
    plain.alpha_composite(photo)
    photo = plain.convert("RGB")
    width, height = photo.size
    x, y = width * 5 // 100, height * 5 // 100
    return {
        "original": _saved(photo, 92),
        "re-encoded": _saved(photo, 70),
        "resized": _saved(photo.resize((width * 6 // 10, height * 6 // 10)), 88),
        "mirrored": _saved(ImageOps.mirror(photo), 88),
        "padded": _saved(ImageOps.expand(photo, width // 10, fill="white"), 88),
        "cropped 5 %": _saved(photo.crop((x // 2, y // 2, width - x // 2, height - y // 2)), 88),
    }


def score(merchant: Merchant, paths: list[Path]) -> Score:
    """Hang every photo with its copies, have them checked, and compare the groups with what is known."""
    store = builders.make_store(merchant, channels=())
    known: dict[str, tuple[int, str]] = {}
    for number, path in enumerate(paths):
        for place, (kind, data) in enumerate(copies_of(path).items()):
            known[f"{number * 10 + place:064x}"] = number, kind
            product = builders.make_product(store)
            hang(product, measure(data), sha256=f"{number * 10 + place:064x}")
    check(merchant)
    pairs = [pair for group in groups(merchant) for pair in combinations(sorted(group), 2)]
    right = [pair for pair in pairs if known[pair[0]][0] == known[pair[1]][0]]
    found = {(known[one][0], known[other][1]) for one, other in right if known[one][1] == "original"}
    recall = {kind: sum(of == kind for _, of in found) / len(paths) for kind in COPIES}
    return Score(recall, len(right) / len(pairs))


def _saved(photo: Image.Image, quality: int) -> bytes:
    file = io.BytesIO()
    photo.save(file, "JPEG", quality=quality)
    return file.getvalue()
