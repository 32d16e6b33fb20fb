"""A whole measurement against the pure scaled decode of the same picture."""

from __future__ import annotations

import io

from PIL import Image as Pillow

from analytics.pixels import measure
from tests.bench.said import median, say


def measuring() -> None:
    """A drawn photograph with grain, as JPEG of 1,000, 2,000 and 3,000 px."""
    say(f"{'measuring':24}{'ratio':>8}{'measure':>12}{'decode':>12}   (ms, whole measurement against scaled decode)")
    for side in (1000, 2000, 3000):
        data = _photograph(side)
        whole, decode = median(lambda data=data: measure(data)), median(lambda data=data: _scaled(data))
        say(f"{f'{side} px':24}{whole / decode:8.2f}{whole * 1000:12.1f}{decode * 1000:12.1f}")


def _photograph(side: int) -> bytes:
    grain = Pillow.effect_noise((side, side), 24).convert("RGB")
    ground = Pillow.new("RGB", (side, side), "white")
    ground.paste(grain.resize((side * 8 // 10,) * 2), (side // 10, side // 10))
    file = io.BytesIO()
    ground.save(file, "JPEG", quality=90)
    return file.getvalue()


def _scaled(data: bytes) -> None:
    image = Pillow.open(io.BytesIO(data))
    image.draft("YCbCr", (512, 512))
    image.load()
