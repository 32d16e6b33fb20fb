"""Where a shop's pictures are, and whether a stored picture is the one that was sent."""

from __future__ import annotations

import io
from urllib.parse import urlsplit

from PIL import Image, ImageChops

from connectors.contract import Picture
from connectors.errors import Refused

EXIF_ORIENTATION = 0x0112
# Measured on 80 photos at qualities from 60 to 95: JPEG moves the mean of no block by more than 4 steps of 255 in
# brightness and 3 in colour (2 and 2 at PrestaShop's usual 90).
BRIGHT_BLOCK_PX, COLOUR_BLOCK_PX = 8, 32
TOLERANCE = 4


def public_url(shop_url: str, product_id: str, image_id: str) -> str:
    """The original's public address (Image.php, `getImgFolderStatic`: a folder a digit).

    The product, which the webservice wants too, stands behind a “#” that is never sent.
    """
    return f"{shop_url}/img/p/{'/'.join(image_id)}/{image_id}.jpg#{product_id}"


def ids_of(shop_url: str, url: str) -> tuple[str, str] | None:
    """Product and picture of an address that `public_url` gave for this shop; None for any other."""
    parts = urlsplit(url)
    product_id, image_id = parts.fragment, parts.path.rpartition("/")[2].removesuffix(".jpg")
    known = product_id.isdecimal() and image_id.isdecimal()
    return (product_id, image_id) if known and url == public_url(shop_url, product_id, image_id) else None


def is_turned(data: bytes) -> bool:
    """True if the picture has to be turned by its EXIF note before it is shown."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            return bool(image.getexif().get(EXIF_ORIENTATION, 1) != 1)
    except (OSError, Image.DecompressionBombError):
        return False  # what is no picture is the store's to refuse


def assert_upright(picture: Picture) -> None:
    """Raises `Refused`: PrestaShop drops the note that turns a photo, without turning it when it overwrites one.

    https://github.com/PrestaShop/PrestaShop/issues/31577
    """
    if is_turned(picture.data):
        raise Refused("The photo is turned by a note in its file, which PrestaShop drops: save it upright first.")


def same_picture(stored: bytes, sent: bytes) -> bool:
    """True if `stored` is what PrestaShop makes of `sent`: it decodes and encodes every upload (see webservice.py).

    The means of small blocks survive that, and differ where anything was retouched.
    """
    if stored == sent:
        return True
    try:
        one, other = _seen(stored), _seen(sent)
    except (OSError, ValueError, Image.DecompressionBombError):
        return False
    if one.size != other.size:
        return False
    # Of brightness JPEG keeps every pixel; of colour most encoders keep a quarter.
    bright, *colours = zip(one.split(), other.split(), strict=True)
    return _alike(*bright, BRIGHT_BLOCK_PX) and all(_alike(*pair, COLOUR_BLOCK_PX) for pair in colours)


def _alike(one: Image.Image, other: Image.Image, block_px: int) -> bool:
    difference = ImageChops.difference(one.reduce(block_px), other.reduce(block_px))
    return max(difference.histogram()[TOLERANCE + 1 :], default=0) == 0


def _seen(data: bytes) -> Image.Image:
    """Brightness and two colour differences. Transparent parts are white, as PrestaShop makes them."""
    with Image.open(io.BytesIO(data)) as image:
        if image.mode in {"RGB", "L"}:
            return image.convert("YCbCr")
        clear = image.convert("RGBA")
    white = Image.new("RGBA", clear.size, (255, 255, 255, 255))
    return Image.alpha_composite(white, clear).convert("YCbCr")
