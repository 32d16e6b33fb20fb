"""Light, colour and softness spoilt, pixel for pixel."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageFilter, ImageOps

Chance = np.random.Generator
NEARLY_WHITE = 240


def blurred(image: Image.Image, chance: Chance) -> Image.Image:
    """Out of focus by .4 to 1 % of the longer side."""
    return image.filter(ImageFilter.GaussianBlur(float(chance.uniform(0.004, 0.01)) * max(image.size)))


def enlarged(image: Image.Image, chance: Chance) -> Image.Image:
    """Three to four times enlarged from what it holds."""
    times = float(chance.uniform(3, 4))
    small = image.resize((round(image.width / times), round(image.height / times)), Image.Resampling.LANCZOS)
    kinds = (Image.Resampling.BICUBIC, Image.Resampling.BILINEAR, Image.Resampling.LANCZOS)
    return small.resize(image.size, kinds[int(chance.integers(3))])


def darkened(image: Image.Image, chance: Chance) -> Image.Image:
    """A third to a half of its light."""
    return _levels(image, float(chance.uniform(0.25, 0.5)), 0)


def burnt(image: Image.Image, chance: Chance) -> Image.Image:
    """So much light that a third of what is not white is cut off at 255 in two channels."""
    some = np.asarray(image)[::3, ::3]
    shown = np.median(some[some.min(axis=2) < NEARLY_WHITE], axis=1)
    gain = 255 / max(10.0, float(np.percentile(shown, 65))) if shown.size else 1.6
    return _levels(image, max(1.4, gain * float(chance.uniform(1.05, 1.3))), float(chance.uniform(5, 25)))


def flattened(image: Image.Image, chance: Chance) -> Image.Image:
    """All its tones between two that are near to each other."""
    span, low = float(chance.uniform(40, 75)), float(chance.uniform(108, 145))
    cut = ImageOps.autocontrast(image, preserve_tone=True)
    return _levels(cut, span / 255, low)


def tinted(image: Image.Image, chance: Chance) -> Image.Image:
    """The colour of the wrong lamp."""
    strong = float(chance.uniform(0.76, 0.9))
    casts = ((1, (1 + strong) / 2, strong), (strong, (1 + strong) / 2, 1), (strong, 1, strong), (1, strong, 1))
    gains = casts[int(chance.integers(4))]
    return Image.fromarray((np.asarray(image) * np.array(gains)).astype(np.uint8))


def grey(image: Image.Image, chance: Chance) -> Image.Image:
    """Without colour, as RGB."""
    return image.convert("L").convert("RGB")


def recompressed(image: Image.Image, chance: Chance) -> Image.Image:
    """Saved as JPEG at 10 to 25 at some time, whatever it is saved as later."""
    out = io.BytesIO()
    image.save(out, "JPEG", quality=int(chance.integers(10, 26)))
    return Image.open(io.BytesIO(out.getvalue())).convert("RGB")


def blank(image: Image.Image, chance: Chance) -> Image.Image:
    """Nothing but one colour, or next to nothing."""
    red, green, blue = (int(value) for value in chance.integers(150, 256, 3))
    return Image.new("RGB", image.size, (red, green, blue))


def _levels(image: Image.Image, gain: float, lift: float) -> Image.Image:
    return image.point(lambda value: max(0, min(255, round(value * gain + lift))))
