"""Bytes in, measurement out: the table of metrics, and the one place where a bad file becomes a plain answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import cv2

from analytics.pixels.blockiness import blockiness
from analytics.pixels.crop import crop
from analytics.pixels.decode import Picture, decode
from analytics.pixels.exposure import chroma, exposure, overexposed
from analytics.pixels.frame import frame
from analytics.pixels.ground import ground
from analytics.pixels.hashes import hashes
from analytics.pixels.header import Unreadable, extension_of, open_image
from analytics.pixels.lettering import lettering
from analytics.pixels.marks import marks
from analytics.pixels.measurement import Measurement
from analytics.pixels.scene import Scene, scene_of
from analytics.pixels.sharpness import sharpness
from analytics.pixels.subject import subject, subject_colour
from analytics.pixels.thumbnail import thumbnail_of
from analytics.pixels.transparency import transparency

# Raise it when a metric's numbers change: stored measurements of another version are made anew.
VERSION = 2

# One line a metric: a function of the scene that answers the fields of `Measurement` that it fills.
METRICS: tuple[Callable[[Scene], dict[str, Any]], ...] = (
    ground,
    subject,
    subject_colour,
    crop,
    sharpness,
    exposure,
    overexposed,
    chroma,
    blockiness,
    frame,
    marks,
    lettering,
    transparency,
    hashes,
)

# Workers are processes, one a core: threads inside OpenCV would only fight for it.
cv2.setNumThreads(1)


def measure(data: bytes, *, filename: str = "") -> Measurement:
    """Every raw value of one file. A file that cannot be read is an answer with `error` and `reason`, never a raise."""
    try:
        return _measured(decode(data), data, filename)
    except Unreadable as bad:
        return _refused(bad, data, filename)


def measure_with_thumbnail(data: bytes, *, filename: str = "") -> tuple[Measurement, bytes]:
    """The measurement and a JPEG of 400 px from one decode; b"" when the file cannot be read."""
    try:
        picture = decode(data)
        return _measured(picture, data, filename), thumbnail_of(picture)
    except Unreadable as bad:
        return _refused(bad, data, filename), b""


def _measured(picture: Picture, data: bytes, filename: str) -> Measurement:
    scene = scene_of(picture)
    values = {name: value for metric in METRICS for name, value in metric(scene).items()}
    return Measurement(bytes=len(data), extension=extension_of(filename), **asdict(picture.header), **values)


def _refused(bad: Unreadable, data: bytes, filename: str) -> Measurement:
    return Measurement(
        bytes=len(data),
        extension=extension_of(filename),
        error=bad.error,
        reason=bad.reason,
        **_header_values(data),
    )


def _header_values(data: bytes) -> dict[str, Any]:
    """What the header says of a file whose pixels cannot be read; nothing when that is unreadable too."""
    try:
        return asdict(open_image(data)[1])
    except Unreadable:
        return {}
