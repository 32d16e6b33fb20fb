"""The help's pictures, drawn: for each finding a shoe that has it and one that has not.

`python -m pixelzhub.dashboard.help_pictures` writes them anew to static/help; the same code draws the same picture.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from pixelzhub.dashboard.help_shoe import GREY, INK, SIDE, WHITE, Rgb, faults, shoe

FOLDER = Path(__file__).resolve().parents[2] / "static" / "help"
QUALITY = 62
#: letters cost most
LETTERED = 28
Picture = Image.Image
BAR, PAPER = (230, 232, 236), (246, 246, 244)


def _file(name: str, size: str, *, torn: bool = False) -> Picture:
    """A sheet that stands for a file: the shoe on it, its name and its size."""
    image = Image.new("RGB", (SIDE, SIDE), PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((90, 40, 430, 480), fill=WHITE, outline=GREY, width=3)
    image.paste(shoe().resize((300, 300)), (110, 60))
    if torn:
        draw.rectangle((93, 220, 427, 360), fill=(176, 178, 182))
    _write(draw, (SIDE // 2, 392), name, 34)
    _write(draw, (SIDE // 2, 440), size, 28)
    return image


def _address(text: str) -> Picture:
    """A browser's bar with an address over the shoe."""
    image = Image.new("RGB", (SIDE, SIDE), PAPER)
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((20, 40, 500, 112), 20, fill=WHITE, outline=GREY, width=3)
    _write(draw, (SIDE // 2, 76), text, 26)
    image.paste(shoe().resize((340, 340)), (90, 140))
    return image


def _sized(words: str, inset: int) -> Picture:
    """The shoe in a frame of so many pixels, as a measure beside it says."""
    image = Image.new("RGB", (SIDE, SIDE), PAPER)
    draw = ImageDraw.Draw(image)
    box = (inset, inset, SIDE - inset, SIDE - inset - 40)
    image.paste(shoe().resize((box[2] - box[0], box[3] - box[1])), box[:2])
    draw.rectangle(box, outline=GREY, width=3)
    _write(draw, (SIDE // 2, SIDE - 36), words, 30)
    return image


def _write(draw: ImageDraw.ImageDraw, middle: tuple[int, int], text: str, size: int, fill: Rgb = INK) -> None:
    draw.text(middle, text, font=ImageFont.load_default(size), anchor="mm", fill=fill)


def _on_their_side() -> Picture:
    return shoe().rotate(90)


#: of a code that no small picture can have in itself: what stands for it
SIGNS: dict[str, tuple[Callable[[], Picture], Callable[[], Picture]]] = {
    "few_product_pixels": (lambda: shoe(width=120), shoe),
    "oversized": (lambda: _sized("12,000 px", 10), lambda: _sized("2,000 px", 100)),
    "too_many_pixels": (lambda: _sized("9,000 x 9,000 px", 10), lambda: _sized("2,000 x 2,000 px", 100)),
    "corrupt": (lambda: _file("shoe.jpg", "41 KB", torn=True), lambda: _file("shoe.jpg", "380 KB")),
    "unsupported_format": (lambda: _file("shoe.psd", "Photoshop"), lambda: _file("shoe.jpg", "JPEG")),
    "wrong_extension": (lambda: _file("shoe.png", "JPEG"), lambda: _file("shoe.jpg", "JPEG")),
    "too_large_file": (lambda: _file("shoe.jpg", "24 MB"), lambda: _file("shoe.jpg", "0.4 MB")),
    "too_small_file": (lambda: _file("shoe.jpg", "9 KB"), lambda: _file("shoe.jpg", "380 KB")),
    "not_rgb": (lambda: _file("shoe.jpg", "CMYK"), lambda: _file("shoe.jpg", "RGB")),
    "rotated_by_exif": (_on_their_side, shoe),
    "long_url": (lambda: _address("…/photos/2026/the-very-long-n…"), lambda: _address("…/photos/shoe.jpg")),
    "url_query": (lambda: _address("…/shoe.jpg?width=800&v=3"), lambda: _address("…/photos/shoe.jpg")),
    "url_extension": (lambda: _address("…/photos/download"), lambda: _address("…/photos/shoe.jpg")),
}


def pictures() -> dict[str, bytes]:
    """Each picture as WebP by its file's name, as "blurry-wrong.webp"."""
    found: dict[str, bytes] = {}
    for code, (wrong, right) in SIGNS.items():
        found[f"{code}-wrong.webp"], found[f"{code}-right.webp"] = _webp(wrong()), _webp(right())
    for code, wrong in faults().items():
        quality = LETTERED if code in {"watermark", "text_overlay"} else QUALITY
        found[f"{code}-wrong.webp"] = _two(wrong()) if code == "animated" else _webp(wrong(), quality)
        found[f"{code}-right.webp"] = _webp(shoe())
    return found


def _webp(image: Picture, quality: int = QUALITY) -> bytes:
    out = io.BytesIO()
    image.save(out, "WEBP", quality=quality, method=6)
    return out.getvalue()


def _two(image: Picture) -> bytes:
    """Two pictures that follow each other slowly, three times: nothing on a page moves for long."""
    out = io.BytesIO()
    image.save(out, "WEBP", save_all=True, append_images=[shoe(width=300)], duration=1200, loop=3, quality=30, method=6)
    return out.getvalue()


def write(folder: Path = FOLDER) -> int:
    """Write all pictures; gives how many."""
    folder.mkdir(parents=True, exist_ok=True)
    drawn = pictures()
    for name, data in drawn.items():
        (folder / name).write_bytes(data)
    return len(drawn)


if __name__ == "__main__":
    write()
