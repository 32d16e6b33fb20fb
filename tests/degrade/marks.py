"""Marks laid over a photo: tiled and single watermarks, banners, price tags, captions."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFont

Chance = np.random.Generator
WORDS = ("SAMPLE", "PREVIEW", "shop.example", "© STUDIO", "DO NOT COPY", "PhotoStock", "proof")
OFFERS = ("-50%", "SALE", "NEW!", "19.99 €", "2 for 1", "-20%")
CAPTIONS = ("FREE SHIPPING TODAY", "100% cotton, 2 year warranty", "BEST PRICE GUARANTEED", "Order now and save 20%")
LIGHT_OR_DARK = ((255, 255, 255), (30, 30, 30), (128, 128, 128), (200, 30, 30))


def tiled(image: Image.Image, chance: Chance) -> Image.Image:
    """A translucent word, slanted, again and again over the whole picture."""
    side = min(image.size)
    word = _word(str(chance.choice(WORDS)), round(side * chance.uniform(0.04, 0.07)))
    word = word.rotate(float(chance.uniform(15, 40)), expand=True)
    cover = Image.new("L", image.size)
    gap_x, gap_y = round(word.width * chance.uniform(1.1, 1.5)), round(word.height * chance.uniform(1.1, 1.6))
    for row, y in enumerate(range(0, image.height, gap_y)):
        for x in range(-gap_x // 2 * (row % 2), image.width, gap_x):
            cover.paste(word, (x, y), word)
    return _laid(image, cover, _visible(image, chance), float(chance.uniform(0.25, 0.5)))


def single(image: Image.Image, chance: Chance) -> Image.Image:
    """One large translucent word from corner to corner."""
    word = _word(str(chance.choice(WORDS)), 200).resize((round(image.width * 0.85), round(image.width * 0.14)))
    word = word.rotate(float(chance.uniform(20, 45)), expand=True)
    cover = Image.new("L", image.size)
    cover.paste(word, ((image.width - word.width) // 2, (image.height - word.height) // 2))
    return _laid(image, cover, _visible(image, chance), float(chance.uniform(0.3, 0.55)))


def banner(image: Image.Image, chance: Chance) -> Image.Image:
    """A band of colour across the top or the bottom, with words on it."""
    done = image.copy()
    high = round(image.height * chance.uniform(0.07, 0.14))
    top = 0 if chance.random() < 0.4 else image.height - high
    ImageDraw.Draw(done).rectangle((0, top, image.width, top + high), fill=_strong(chance))
    words = _fitted(_word(str(chance.choice(CAPTIONS)), high // 2), round(image.width * 0.9))
    done.paste((255, 255, 255), ((image.width - words.width) // 2, top + (high - words.height) // 2), words)
    return done


def price(image: Image.Image, chance: Chance) -> Image.Image:
    """A round or square tag in a corner, with a price on it."""
    done = image.copy()
    side = round(min(image.size) * chance.uniform(0.18, 0.26))
    edge = round(side * 0.15)
    x = edge if chance.random() < 0.5 else image.width - side - edge
    y = edge if chance.random() < 0.7 else image.height - side - edge
    draw = ImageDraw.Draw(done)
    shape = draw.ellipse if chance.random() < 0.5 else draw.rectangle
    shape((x, y, x + side, y + side), fill=_strong(chance))
    words = _fitted(_word(str(chance.choice(OFFERS)), side // 3), round(side * 0.8))
    done.paste((255, 255, 255), (x + (side - words.width) // 2, y + (side - words.height) // 2), words)
    return done


def caption(image: Image.Image, chance: Chance) -> Image.Image:
    """Words in a plain colour, straight on the photo, above or below."""
    done = image.copy()
    high = round(min(image.size) * chance.uniform(0.045, 0.07))
    words = _fitted(_word(str(chance.choice(CAPTIONS)), high), round(image.width * 0.92))
    y = high // 2 if chance.random() < 0.5 else image.height - words.height - high // 2
    region = np.asarray(image.crop((0, y, image.width, y + words.height)).convert("L"))
    colour = _strong(chance) if np.median(region) > 128 else (255, 255, 255)
    done.paste(colour, ((image.width - words.width) // 2, y), words)
    return done


def _word(text: str, high: int) -> Image.Image:
    """The text as a mask, as tight as its letters."""
    font = ImageFont.load_default(max(8, high))
    left, top, right, bottom = (round(edge) for edge in font.getbbox(text))
    mask = Image.new("L", (right - left, bottom - top))
    ImageDraw.Draw(mask).text((-left, -top), text, fill=255, font=font)
    return mask


def _fitted(mask: Image.Image, width: int) -> Image.Image:
    if mask.width <= width:
        return mask
    return mask.resize((width, max(1, round(mask.height * width / mask.width))))


def _laid(image: Image.Image, cover: Image.Image, colour: tuple[int, ...], strength: float) -> Image.Image:
    mask = cover.point(lambda value: round(value * strength))
    return Image.composite(Image.new("RGB", image.size, colour), image, mask)


def _visible(image: Image.Image, chance: Chance) -> tuple[int, ...]:
    """A colour that can be seen on this photo: white marks vanish on white, dark ones on black."""
    light = float(np.median(np.asarray(image.convert("L"))))
    usable = [colour for colour in LIGHT_OR_DARK if abs(sum(colour) / 3 - light) > 60]
    return usable[int(chance.integers(len(usable)))]


def _strong(chance: Chance) -> tuple[int, int, int]:
    return ((200, 20, 30), (20, 20, 24), (20, 70, 160), (10, 110, 60), (120, 20, 110))[int(chance.integers(5))]
