"""A drawn shoe, and the ways in which a photo of it can be wrong that show in its own pixels."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import partial

from PIL import Image, ImageDraw, ImageFilter, ImageFont, ImageOps

SIDE = 520
#: drawn larger and scaled down, so that its edges are as soft as a photo's
TIMES = 4
Rgb = tuple[int, int, int]
WHITE, GREY, INK = (255, 255, 255), (140, 144, 152), (40, 42, 48)
LEATHER, DARK, SOLE, LACE = (176, 62, 44), (120, 36, 28), (232, 222, 204), (250, 246, 236)
# In parts of the shoe's own width and height.
_UPPER = ((0.02, 0.46), (0.05, 0.12), (0.16, 0.0), (0.34, 0.04), (0.42, 0.3), (0.58, 0.46), (0.82, 0.54), (0.95, 0.66),
          (0.99, 0.82), (0.02, 0.82))  # fmt: skip
_HEEL = ((0.02, 0.46), (0.05, 0.12), (0.15, 0.2), (0.2, 0.82), (0.02, 0.82))
_TOE = ((0.8, 0.535), (0.95, 0.66), (0.99, 0.82), (0.74, 0.82))
_SOLE = ((0.0, 0.8), (1.0, 0.8), (0.98, 0.97), (0.94, 1.0), (0.04, 1.0), (0.01, 0.95))
ASPECT = 0.62


def shoe(
    *, width: int = 450, at: tuple[float, float] = (0.5, 0.5), on: Rgb = WHITE, size: tuple[int, int] = (SIDE, SIDE)
) -> Image.Image:
    """The shoe, `width` px wide, its middle at parts of the frame, on a plain ground."""
    large = Image.new("RGB", (size[0] * TIMES, size[1] * TIMES), on)
    _draw(ImageDraw.Draw(large), width * TIMES, (at[0] * size[0] * TIMES, at[1] * size[1] * TIMES))
    return large.resize(size, Image.Resampling.LANCZOS)


def ground(colour: Rgb) -> Image.Image:
    """The shoe on another ground."""
    return shoe(on=colour)


def _draw(draw: ImageDraw.ImageDraw, width: float, middle: tuple[float, float]) -> None:
    height = width * ASPECT
    left, top = middle[0] - width / 2, middle[1] - height / 2

    def at(points: tuple[tuple[float, float], ...]) -> list[tuple[float, float]]:
        return [(left + x * width, top + y * height) for x, y in points]

    draw.polygon(at(_UPPER), fill=LEATHER)
    draw.polygon(at(_HEEL), fill=DARK)
    draw.polygon(at(_TOE), fill=DARK)
    draw.polygon(at(_SOLE), fill=SOLE)
    # No strokes side by side: small ones in a row are what letters look like.
    draw.line(at(((0.02, 0.9), (0.985, 0.9))), fill=(186, 170, 146), width=round(width * 0.012))
    for step in range(5):
        x, y = 0.36 + step * 0.055, 0.2 + step * 0.075
        draw.line(at(((x - 0.08, y + 0.06), (x + 0.04, y + 0.02))), fill=LACE, width=round(width * 0.018))
    draw.line(at(((0.22, 0.74), (0.73, 0.74))), fill=(240, 190, 150), width=round(width * 0.006))
    draw.line(at(((0.0, 0.81), (1.0, 0.81))), fill=(90, 60, 44), width=round(width * 0.008))


def faults() -> dict[str, Callable[[], Image.Image]]:
    """By code: how to draw the shoe with that fault."""
    return {
        "non_white_background": partial(ground, (222, 196, 160)),
        "small_subject": partial(shoe, width=150),
        "large_subject": partial(shoe, width=512),
        "tight_crop": partial(shoe, width=680, at=(0.36, 0.44)),
        "off_centre": partial(shoe, width=300, at=(0.31, 0.66)),
        "border_frame": _framed,
        "transparent": _transparent,
        "watermark": _watermark,
        "text_overlay": _text,
        "blurry": lambda: shoe().filter(ImageFilter.GaussianBlur(5)),
        "upscaled": _upscaled,
        "jpeg_artifacts": _compressed,
        "dark": lambda: shoe().point(lambda value: round(value * 0.4)),
        "overexposed": _burnt,
        "low_contrast": lambda: ground((190, 192, 196)).point(lambda value: round(128 + value * 0.25)),
        "colour_cast": _tinted,
        "grayscale": lambda: ImageOps.grayscale(shoe()).convert("RGB"),
        "low_information": lambda: Image.new("RGB", (SIDE, SIDE), (226, 228, 232)),
        "low_resolution": lambda: shoe().resize((72, 72), Image.Resampling.LANCZOS),
        "odd_aspect_ratio": partial(shoe, width=180, size=(SIDE, 180)),
        "animated": shoe,
    }


def _framed() -> Image.Image:
    image = shoe(width=360)
    ImageDraw.Draw(image).rectangle((0, 0, SIDE - 1, SIDE - 1), outline=(36, 92, 160), width=18)
    return image


def _transparent() -> Image.Image:
    """Cut out: where nothing but ground is, nothing is."""
    image = shoe()
    alpha = ImageOps.grayscale(image).point(lambda value: 0 if value > 252 else 255)
    image.putalpha(alpha)
    return image


def _watermark() -> Image.Image:
    """A word again and again, slanted and of one grey, as picture agencies lay it over."""
    word = Image.new("L", (150, 50))
    ImageDraw.Draw(word).text((75, 25), "S H O P", font=ImageFont.load_default(30), anchor="mm", fill=255)
    word = word.rotate(25, expand=True)
    cover = Image.new("L", (SIDE, SIDE))
    for row in range(4):
        for column in range(3):
            cover.paste(word, (column * 185 - 30 * (row % 2) + 10, row * 128 + 6), word)
    return Image.composite(Image.new("RGB", (SIDE, SIDE), (150, 150, 150)), shoe(), cover)


def _text() -> Image.Image:
    image = shoe()
    draw = ImageDraw.Draw(image)
    draw.text((SIDE // 2, 64), "NEW SALE OFFER", font=ImageFont.load_default(46), anchor="mm", fill=(200, 20, 30))
    return image


def _upscaled() -> Image.Image:
    small = shoe().resize((SIDE // 4, SIDE // 4), Image.Resampling.LANCZOS)
    return small.resize((SIDE, SIDE), Image.Resampling.BICUBIC)


def _compressed() -> Image.Image:
    out = io.BytesIO()
    shoe().save(out, "JPEG", quality=4, subsampling=0)
    return Image.open(io.BytesIO(out.getvalue())).convert("RGB")


def _burnt() -> Image.Image:
    """So much light from the side that leather and seam are gone."""
    spot = Image.new("L", (SIDE, SIDE))
    ImageDraw.Draw(spot).polygon(((60, 190), (150, 190), (330, 270), (470, 320), (330, 335), (60, 335)), fill=255)
    lit = shoe().point(lambda value: min(255, round(value * 1.25 + 10)))
    burnt = Image.new("RGB", lit.size, (255, 255, 240))
    return Image.composite(burnt, lit, spot.filter(ImageFilter.GaussianBlur(14)))


def _tinted() -> Image.Image:
    red, green, blue = shoe().split()
    warm = (red, green.point(lambda value: round(value * 0.93)), blue.point(lambda value: round(value * 0.74)))
    return Image.merge("RGB", warm)
