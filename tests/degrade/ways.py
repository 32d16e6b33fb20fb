"""The table of ways: what is done to a photo, the code that it must then have, and the codes that it may have besides."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
from PIL import Image

from tests.degrade import files, light, marks, places
from tests.degrade.sources import Plain, Source, plain

Chance = np.random.Generator
SEED = 7
LEAST_SIDE = 500  # below it sharpness is not measured


@dataclass(frozen=True, slots=True)
class Way:
    """One way to spoil a photo. `also` are codes that come with it by nature, and are neither right nor wrong."""

    name: str
    code: str
    spoil: Callable[[Source, Plain, Chance], bytes]
    also: frozenset[str]
    fits: Callable[[Source, Plain], bool]
    extension: str = "jpg"


@dataclass(frozen=True, slots=True)
class Sample:
    """A file with the code that it was made to have ("" for a clean one)."""

    source: str
    way: str
    code: str
    data: bytes = field(repr=False)
    filename: str
    ignored: frozenset[str]


def samples(source: Source) -> Iterator[Sample]:
    """The clean photo, then the photo in every way that fits it; the same bytes on every run."""
    look = plain(source)
    yield Sample(source.name, "clean", "", source.data, source.filename, look.has)
    for way in WAYS:
        if way.code in look.has or not way.fits(source, look):
            continue
        digest = hashlib.sha256(f"{source.name}/{way.name}".encode()).digest()
        data = way.spoil(source, look, np.random.default_rng([SEED, *digest[:4]]))
        yield Sample(source.name, way.name, way.code, data, f"photo.{way.extension}", look.has | way.also)


def _anyhow(source: Source, look: Plain) -> bool:
    return True


def _sharp(source: Source, look: Plain) -> bool:
    return min(source.image.size) >= LEAST_SIDE


def _on_white(source: Source, look: Plain) -> bool:
    return look.white


def _loose(source: Source, look: Plain) -> bool:
    return look.white and look.loose and look.box is not None


def _of_pixels(change: Callable[[Image.Image, Chance], Image.Image]) -> Callable[[Source, Plain, Chance], bytes]:
    """A change of pixels, saved as a JPEG of 85 to 95 afterwards."""
    return lambda source, look, chance: _jpeg(change(source.image, chance), chance)


def _of_place(change: Callable[[Image.Image, Plain, Chance], Image.Image]) -> Callable[[Source, Plain, Chance], bytes]:
    return lambda source, look, chance: _jpeg(change(source.image, look, chance), chance)


def _of_file(change: Callable[[Image.Image, Chance], bytes]) -> Callable[[Source, Plain, Chance], bytes]:
    return lambda source, look, chance: change(source.image, chance)


def _jpeg(image: Image.Image, chance: Chance) -> bytes:
    return files.saved(image, quality=int(chance.integers(85, 96)))


def _recompressed(source: Source, look: Plain, chance: Chance) -> bytes:
    return files.saved(source.image, quality=int(chance.integers(10, 26)))


def _cut_out(source: Source, look: Plain, chance: Chance) -> bytes:
    return files.saved(places.cut_out(source.image, chance), "PNG", compress_level=1)


def _way(
    name: str,
    code: str,
    spoil: Callable[[Source, Plain, Chance], bytes],
    also: str = "",
    fits: Callable[[Source, Plain], bool] = _anyhow,
    extension: str = "jpg",
) -> Way:
    return Way(name, code, spoil, frozenset(also.split()), fits, extension)


# What changes the light changes the ground, and what cuts a photo cuts its subject and makes it smaller.
OF_LIGHT = "non_white_background grayscale colour_cast"
OF_CUT = "tight_crop off_centre low_resolution small_subject non_white_background grayscale dark low_contrast"
OF_FRAME = "non_white_background tight_crop off_centre"

WAYS: tuple[Way, ...] = (
    _way("blurred", "blurry", _of_pixels(light.blurred), fits=_sharp),
    _way("enlarged", "upscaled", _of_pixels(light.enlarged), fits=_sharp),
    _way("darkened", "dark", _of_pixels(light.darkened), f"{OF_LIGHT} low_contrast"),
    _way("burnt", "overexposed", _of_pixels(light.burnt), f"{OF_LIGHT} off_centre small_subject", _on_white),
    _way("flattened", "low_contrast", _of_pixels(light.flattened), OF_LIGHT),
    _way("tinted", "colour_cast", _of_pixels(light.tinted), "non_white_background", _on_white),
    _way("recompressed", "jpeg_artifacts", _recompressed),
    _way("recompressed before", "jpeg_artifacts", _of_pixels(light.recompressed)),
    _way("shrunk", "low_resolution", _of_pixels(places.shrunk)),
    _way("strip", "odd_aspect_ratio", _of_pixels(places.strip), OF_CUT),
    _way("on grey", "non_white_background", _of_pixels(places.on_grey), "low_contrast", _on_white),
    _way("on beige", "non_white_background", _of_pixels(places.on_beige), "colour_cast", _on_white),
    _way("on a gradient", "non_white_background", _of_pixels(places.on_gradient), "low_contrast", _on_white),
    _way("in a room", "non_white_background", _of_pixels(places.in_room), "low_contrast colour_cast", _on_white),
    _way("framed", "border_frame", _of_pixels(places.framed), f"{OF_FRAME} colour_cast"),
    _way("lined", "border_frame", _of_pixels(places.lined), OF_FRAME),
    _way("aside", "off_centre", _of_place(places.aside), "", _loose),
    _way("small", "small_subject", _of_place(places.small), "", _loose),
    _way(
        "tight", "tight_crop", _of_place(places.tight), "low_resolution non_white_background odd_aspect_ratio", _loose
    ),
    _way("tiled watermark", "watermark", _of_pixels(marks.tiled), "tight_crop off_centre"),
    _way("single watermark", "watermark", _of_pixels(marks.single), "tight_crop off_centre"),
    _way("banner", "text_overlay", _of_pixels(marks.banner), "tight_crop off_centre"),
    _way("price", "text_overlay", _of_pixels(marks.price), "tight_crop off_centre"),
    _way("caption", "text_overlay", _of_pixels(marks.caption), "tight_crop off_centre"),
    _way("cut out", "transparent", _cut_out, "", _on_white, "png"),
    _way("grey", "grayscale", _of_pixels(light.grey)),
    _way("blank", "low_information", _of_pixels(light.blank), f"{OF_LIGHT} low_contrast dark"),
    _way("cut off", "corrupt", _of_file(files.cut_off), "wrong_extension low_resolution"),
    _way(
        "misnamed",
        "wrong_extension",
        _of_file(lambda image, chance: files.saved(image, quality=92)),
        "",
        extension="png",
    ),
    _way("print colours", "not_rgb", _of_file(files.in_print_colours)),
    _way("turned", "rotated_by_exif", _of_file(files.turned)),
    _way("moving", "animated", _of_file(files.moving), "wrong_extension low_resolution"),
    _way("heavy", "too_large_file", _of_file(files.heavy)),
    _way("foreign", "unsupported_format", _of_file(files.foreign)),
)
