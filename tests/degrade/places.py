"""Where the subject stands, on what, and in what frame."""

from __future__ import annotations

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageOps

from tests.degrade.sources import Plain

Chance = np.random.Generator
NEARLY_WHITE = 240
WINDOW = 0.002


def small(image: Image.Image, look: Plain, chance: Chance) -> Image.Image:
    """The subject at a seventh to two fifths of the frame, in its middle."""
    return _placed(image, look, float(chance.uniform(0.15, 0.39)), 0.0, 0.0)


def aside(image: Image.Image, look: Plain, chance: Chance) -> Image.Image:
    """The subject at half the frame, 13 to 20 % off the centre one way or both."""
    far = float(chance.uniform(0.13, 0.2)) * (1 if chance.random() < 0.5 else -1)
    other = float(chance.uniform(-0.15, 0.15))
    return _placed(
        image, look, float(chance.uniform(0.48, 0.56)), *((far, other) if chance.random() < 0.5 else (other, far))
    )


def tight(image: Image.Image, look: Plain, chance: Chance) -> Image.Image:
    """Cut into the subject on two to four sides."""
    assert look.box is not None
    x0, y0, x1, y1 = look.box
    cut = [float(share) for share in chance.uniform(0.1, 0.18, 4)]
    spared = int(chance.integers(6))
    if spared < 4:
        cut[spared] = -0.06
    left, top = x0 + cut[0] * (x1 - x0), y0 + cut[1] * (y1 - y0)
    right, bottom = x1 - cut[2] * (x1 - x0), y1 - cut[3] * (y1 - y0)
    return image.crop(
        (max(0, round(left)), max(0, round(top)), min(image.width, round(right)), min(image.height, round(bottom)))
    )


def strip(image: Image.Image, chance: Chance) -> Image.Image:
    """Cut to a strip, 2.7 to 3.6 times as long as wide."""
    times, (width, height) = float(chance.uniform(2.7, 3.6)), image.size
    if chance.random() < 0.5:
        high = min(height, width / times)
        return image.crop((0, round((height - high) / 2), round(high * times), round((height + high) / 2)))
    wide = min(width, height / times)
    return image.crop((round((width - wide) / 2), 0, round((width + wide) / 2), round(wide * times)))


def shrunk(image: Image.Image, chance: Chance) -> Image.Image:
    """120 to 490 px on the longer side."""
    done = image.copy()
    done.thumbnail((int(chance.integers(120, 491)),) * 2)
    return done


def framed(image: Image.Image, chance: Chance) -> Image.Image:
    """A frame of one colour round the picture."""
    wide = max(2, round(float(chance.uniform(0.008, 0.04)) * max(image.size)))
    inner = image.resize((image.width - 2 * wide, image.height - 2 * wide))
    return ImageOps.expand(inner, wide, fill=_colour(image, chance))


def lined(image: Image.Image, chance: Chance) -> Image.Image:
    """A line along all four sides, a little inside the picture."""
    done, side = image.copy(), max(image.size)
    edge, wide = (
        round(float(chance.uniform(0.01, 0.04)) * side),
        max(3, round(float(chance.uniform(0.005, 0.012)) * side)),
    )
    box = (edge, edge, image.width - edge - 1, image.height - edge - 1)
    ImageDraw.Draw(done).rectangle(box, outline=_colour(image, chance), width=wide)
    return done


def on_grey(image: Image.Image, chance: Chance) -> Image.Image:
    """On grey paper."""
    return _on(image, np.full((1, 1, 3), chance.integers(170, 236), np.float32))


def on_beige(image: Image.Image, chance: Chance) -> Image.Image:
    """On warm paper."""
    light = chance.uniform(0.8, 1)
    return _on(image, np.array([[[light * 240, light * 224, light * 200]]], np.float32))


def on_gradient(image: Image.Image, chance: Chance) -> Image.Image:
    """On paper that is lit from one side."""
    ramp = np.linspace(chance.uniform(120, 190), chance.uniform(205, 240), 64, dtype=np.float32)
    lit = np.repeat(ramp[:, None], 64, axis=1)[..., None].repeat(3, axis=2)
    return _on(image, lit if chance.random() < 0.5 else lit.transpose(1, 0, 2))


def in_room(image: Image.Image, chance: Chance) -> Image.Image:
    """Before a soft wall with things on it, above a table."""
    room = chance.uniform(60, 220, (9, 9, 3)).astype(np.float32)
    room[6:] = chance.uniform(60, 140, 3)
    return _on(image, cv2.resize(room, (64, 64), interpolation=cv2.INTER_CUBIC).clip(0, 255))


def cut_out(image: Image.Image, chance: Chance) -> Image.Image:
    """With nothing where the white ground was."""
    done = image.convert("RGBA")
    done.putalpha(Image.fromarray(255 - _white_ground(image)))
    return done


def _white_ground(image: Image.Image) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """255 where the white hangs together with the border or is seen between straps and arms, soft at the subject's edge."""
    red, green, blue = cv2.split(np.asarray(image))
    white = np.pad((cv2.min(cv2.min(red, green), blue) >= NEARLY_WHITE).astype(np.uint8), 1, constant_values=1)
    _, parts, stats, _ = cv2.connectedComponentsWithStats(white, connectivity=4)
    between = stats[:, cv2.CC_STAT_AREA] > white.size * WINDOW
    between[parts[-1, -1]], between[0] = True, False
    ground = Image.fromarray((between[parts] * 255).astype(np.uint8)[1:-1, 1:-1])
    return np.asarray(ground.filter(ImageFilter.GaussianBlur(1)))


def _on(image: Image.Image, backdrop: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> Image.Image:
    """The photo with another backdrop where its white ground was, with the grain that every backdrop has."""
    behind = cv2.resize(backdrop, image.size, interpolation=cv2.INTER_LINEAR).reshape(image.height, image.width, 3)
    grain = np.random.default_rng(1).normal(0, 1.5, (256, 256)).astype(np.float32)
    behind = (
        behind + np.tile(grain, (-(-image.height // 256), -(-image.width // 256)))[: image.height, : image.width, None]
    )
    pixels, cover = np.asarray(image), _white_ground(image)
    dimmed = cv2.multiply(pixels, behind.clip(0, 255).astype(np.uint8), scale=1 / 255)
    return Image.composite(Image.fromarray(dimmed), image, Image.fromarray(cover))


def _placed(image: Image.Image, look: Plain, fill: float, dx: float, dy: float) -> Image.Image:
    """The subject on pure white, its box at `fill` of the frame, its centre `dx`, `dy` of the frame off the middle."""
    assert look.box is not None
    subject = image.crop(look.box)
    share = fill * min(image.width / subject.width, image.height / subject.height)
    subject = subject.resize((max(1, round(subject.width * share)), max(1, round(subject.height * share))))
    done = Image.new("RGB", image.size, "white")
    x, y = image.width * (0.5 + dx) - subject.width / 2, image.height * (0.5 + dy) - subject.height / 2
    done.paste(subject, (round(x), round(y)))
    return done


def _colour(image: Image.Image, chance: Chance) -> tuple[int, int, int]:
    """A frame's colour, which is never that of what it frames."""
    light = float(np.median(np.asarray(image.convert("L"))[:20]))
    dark = ((20, 20, 20), (60, 60, 70), (150, 20, 30), (30, 60, 130))
    bright = ((255, 255, 255), (240, 220, 120), (250, 250, 240))
    pool = dark if light > 128 else bright
    return pool[int(chance.integers(len(pool)))]
