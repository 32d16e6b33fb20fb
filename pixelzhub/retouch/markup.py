"""Marks that a merchant draws on a finished file: read from a form, and drawn onto a copy that Pixelz can look at.

The copy is made in a process of its own, `python -m pixelzhub.retouch.markup`, with caps on memory and time: the file
came from outside.
"""

from __future__ import annotations

import io
import json
import resource
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from PIL import ImageDraw

from analytics.pixels.decode import on_white, upright
from analytics.pixels.header import Unreadable, open_image
from connectors.errors import Permanent, Temporary

#: a stroke is a list of points, a point its share of width and height, from the upper left
Strokes = list[list[tuple[float, float]]]

MOST_STROKES = 60
MOST_POINTS = 6_000
MOST_CHARACTERS = 200_000
DECIMALS = 4
SIDE = 1600
QUALITY = 88
# One in so many of the picture's longer side; the white edge keeps the line visible on any photo.
LINE, EDGE = 220, 110
INK, PAPER = (27, 63, 184), (255, 255, 255)
MEMORY_BYTES = 2 * 1024**3
SECONDS = 60.0
UNREADABLE = 3
ROOT = Path(__file__).resolve().parent.parent.parent


class BadMarks(ValueError):
    """What was posted is no drawing, or too much of one; the message names the limit."""


class NotDrawn(Permanent):
    """The file cannot be opened, so nothing can be drawn on it."""


def read_strokes(text: str) -> Strokes:
    """The strokes of a form's field, which is JSON or empty. Raises `BadMarks`."""
    if not text.strip():
        return []
    if len(text) > MOST_CHARACTERS:
        raise BadMarks(_too_much())
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadMarks(_("The marks could not be read. Draw them again.")) from error
    if not isinstance(found, list) or not all(isinstance(stroke, list) for stroke in found):
        raise BadMarks(_("The marks could not be read. Draw them again."))
    strokes = [[_point(point) for point in stroke] for stroke in found if stroke]
    if len(strokes) > MOST_STROKES or sum(map(len, strokes)) > MOST_POINTS:
        raise BadMarks(_too_much())
    return strokes


def draw_marks(data: bytes, strokes: Sequence[Sequence[Sequence[float]]]) -> bytes:
    """A JPEG of the picture, at most 1,600 px on its longer side, with the strokes on it.

    Raises `NotDrawn`, or `Temporary` when the process was ended from outside or took too long.
    """
    head = json.dumps(strokes).encode() + b"\n"
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pixelzhub.retouch.markup"],
            input=head + data,
            capture_output=True,
            cwd=ROOT,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Temporary(_("Drawing your marks took longer than %(n)s s.") % {"n": round(SECONDS)}) from error
    if done.returncode == UNREADABLE:
        raise NotDrawn(_("Your marks could not be drawn on this file. Send it back with words alone."))
    if done.returncode:
        raise Temporary(_("Drawing your marks was interrupted."))
    return done.stdout


def marked(data: bytes, strokes: Sequence[Sequence[Sequence[float]]]) -> bytes:
    """As `draw_marks`, in this process. Raises `Unreadable`, or whatever hostile bytes bring about."""
    image, header = open_image(data)
    if header.format == "JPEG":
        image.draft("RGB", (SIDE, SIDE))
    picture = on_white(upright(image, header))[0].convert("RGB")
    picture.thumbnail((SIDE, SIDE))
    draw = ImageDraw.Draw(picture)
    for colour, share in ((PAPER, EDGE), (INK, LINE)):
        for stroke in strokes:
            _stroke(draw, [(x * picture.width, y * picture.height) for x, y in stroke], colour, picture.size, share)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _stroke(
    draw: ImageDraw.ImageDraw,
    points: list[tuple[float, float]],
    colour: tuple[int, int, int],
    size: tuple[int, int],
    share: int,
) -> None:
    """A line with round ends; a single point is a dot."""
    width = max(3, max(size) // share)
    draw.line(points, fill=colour, width=width, joint="curve")
    for x, y in (points[0], points[-1]):
        draw.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=colour)


def _point(point: Any) -> tuple[float, float]:
    if not isinstance(point, list) or len(point) != 2:
        raise BadMarks(_("The marks could not be read. Draw them again."))
    return _share(point[0]), _share(point[1])


def _share(number: Any) -> float:
    if isinstance(number, bool) or not isinstance(number, int | float):
        raise BadMarks(_("The marks could not be read. Draw them again."))
    if not 0 <= number <= 1:  # neither is NaN
        raise BadMarks(_("A mark lies outside of the picture: %(n)s, accepted are 0 to 1.") % {"n": str(number)[:12]})
    return round(float(number), DECIMALS)


def _too_much() -> str:
    words = {"strokes": MOST_STROKES, "points": MOST_POINTS}
    return _("Too many marks: up to %(strokes)s strokes with %(points)s points are taken. Clear some.") % words


def _serve() -> int:
    """The process: a line of strokes and the file in, the picture out."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    strokes = json.loads(sys.stdin.buffer.readline())
    try:
        sys.stdout.buffer.write(marked(sys.stdin.buffer.read(), strokes))
    except (Unreadable, MemoryError, Exception):  # hostile bytes raise nearly anything out of the readers
        return UNREADABLE
    return 0


if __name__ == "__main__":
    sys.exit(_serve())
