"""Precision, recall and F1 of every code over spoilt photos."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from analytics.pixels import issues, measure
from tests.degrade.sources import Source
from tests.degrade.ways import Sample, samples

# The codes of the picture itself; the ones after `corrupt` are read from the header alone.
CODES = (
    "blurry", "upscaled", "dark", "overexposed", "low_contrast", "colour_cast", "jpeg_artifacts", "low_resolution",
    "odd_aspect_ratio", "non_white_background", "border_frame", "off_centre", "small_subject", "tight_crop",
    "watermark", "text_overlay", "transparent", "grayscale", "low_information", "corrupt",
)  # fmt: skip
OF_HEADERS = (
    "wrong_extension", "not_rgb", "rotated_by_exif", "animated", "too_large_file", "unsupported_format",
)  # fmt: skip
SOFT = "blurry or upscaled"
SOFT_CODES = {"blurry", "upscaled"}


@dataclass(slots=True)
class Tally:
    """Right, wrongly told and missed, by code; which samples were wrong, by way."""

    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    errors: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def precision(self, code: str) -> float:
        """The share of photos with the code that were made to have it."""
        told = self.right[code] + self.wrong[code]
        return self.right[code] / told if told else 1.0

    def recall(self, code: str) -> float:
        """The share of photos made to have the code that have it."""
        made = self.right[code] + self.missed[code]
        return self.right[code] / made if made else 1.0

    def f1(self, code: str) -> float:
        """The harmonic mean of both."""
        both = 2 * self.right[code]
        return both / (both + self.wrong[code] + self.missed[code]) if both else 0.0

    def macro(self) -> float:
        """The mean F1 of the first twenty codes."""
        return sum(self.f1(code) for code in CODES) / len(CODES)

    def made(self, code: str) -> int:
        """How many photos were made to have the code."""
        return self.right[code] + self.missed[code]


def scored(sources: Iterable[Source]) -> Tally:
    """All ways on all sources, judged by what is measured now."""
    tally = Tally()
    for source in sources:
        clean: set[str] = set()
        for sample in samples(source):
            told = {issue.code for issue in issues(measure(sample.data, filename=sample.filename))}
            clean = clean if sample.code else told
            count(tally, sample, told, clean)
    return tally


def count(tally: Tally, sample: Sample, told: set[str], clean: set[str]) -> None:
    """One sample into the tally. What the clean photo is told is wrong once, and left out when that photo is spoilt."""
    if sample.code and sample.code in clean:
        return
    wrong = told - sample.ignored - {sample.code} - (clean if sample.code else set())
    _pair(tally, sample, told, wrong)
    for code in wrong:
        tally.wrong[code] += 1
        tally.errors[code, "wrong", sample.way] += 1
    if sample.code:
        _made(tally, sample, sample.code, sample.code in told)


def _pair(tally: Tally, sample: Sample, told: set[str], wrong: set[str]) -> None:
    """Either kind of softness, whichever of the two it is called."""
    if sample.code in SOFT_CODES:
        _made(tally, sample, SOFT, bool(SOFT_CODES & told))
    elif SOFT_CODES & wrong:
        tally.wrong[SOFT] += 1


def _made(tally: Tally, sample: Sample, code: str, is_told: bool) -> None:
    (tally.right if is_told else tally.missed)[code] += 1
    if not is_told:
        tally.errors[code, "missed", sample.way] += 1
