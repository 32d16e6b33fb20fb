"""Judges of the file itself: can it be read, in which format and colours, how large, under which name."""

from __future__ import annotations

from analytics.channels.conditions import Condition, Is, all_of, any_of
from analytics.channels.judges.judge import Judge
from analytics.channels.limits import asked, number, texts
from analytics.channels.shapes import Judgement, PlacementFacts, Rule
from analytics.pixels.codes import EXTENSIONS, PRINT_MODES
from analytics.pixels.header import readable_bytes
from analytics.pixels.measurement import Measurement


def _corrupt(measurement: Measurement, facts: PlacementFacts, rule: Rule) -> Judgement:
    return Judgement("File is broken", measurement.reason, "a whole picture")


def _not_taken(rule: Rule) -> Condition:
    """The channel does not take the format, or it is none at all."""
    unknown = Is("error", "=", "unsupported_format")
    return any_of(unknown, all_of(Is("error", "=", ""), Is("format", "not in", texts(rule.limit))))


def _format(measurement: Measurement, facts: PlacementFacts, rule: Rule) -> Judgement:
    accepted = listed(texts(rule.limit))
    if measurement.error:
        return Judgement("File cannot be read", measurement.reason, accepted)
    return Judgement(f"Is {measurement.format}, needs {accepted}", measurement.format, accepted)


def _misnamed(rule: Rule) -> Condition:
    """The file's name ends like another format; a name without extension says nothing."""
    return any_of(
        *(
            all_of(Is("format", "=", name), Is("extension", "not in", ("", *extensions)))
            for name, extensions in EXTENSIONS.items()
        )
    )


def _extension(measurement: Measurement, facts: PlacementFacts, rule: Rule) -> Judgement:
    named = f".{measurement.extension}"
    return Judgement(f"{measurement.format} named {named}", named, f"the extension of {measurement.format}")


def _too_large(measurement: Measurement, facts: PlacementFacts, rule: Rule) -> Judgement:
    most = number(rule.limit)
    size, limit = readable_bytes(measurement.bytes), readable_bytes(int(most))
    gauge = (0.0, measurement.bytes * 1.1, 0.0, most)
    return Judgement(f"File is {size}, at most {limit}", size, limit, measurement.bytes, most, gauge)


def _too_small(measurement: Measurement, facts: PlacementFacts, rule: Rule) -> Judgement:
    least = number(rule.limit)
    size, limit = readable_bytes(measurement.bytes), readable_bytes(int(least))
    gauge = (0.0, 2 * least, least, 2 * least)
    return Judgement(f"File is {size}, {asked(rule)} {limit}", size, limit, measurement.bytes, least, gauge)


def _for_print(measurement: Measurement, facts: PlacementFacts, rule: Rule) -> Judgement:
    return Judgement(f"Colours are {measurement.mode}, needs RGB", measurement.mode, "RGB")


def _animated(measurement: Measurement, facts: PlacementFacts, rule: Rule) -> Judgement:
    return Judgement("Picture is animated", "animated", "one still picture")


def listed(names: tuple[str, ...]) -> str:
    """Names as people list choices: "JPEG, PNG or TIFF"."""
    return " or ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def _size_in_words(rule: Rule) -> str:
    """As readable_bytes, without a fraction that says nothing."""
    return readable_bytes(int(number(rule.limit))).replace(".0 ", " ")


CORRUPT = Judge(lambda rule: Is("error", "=", "corrupt"), _corrupt, lambda rule: "a file that opens")
UNSUPPORTED_FORMAT = Judge(_not_taken, _format, lambda rule: listed(texts(rule.limit)))
WRONG_EXTENSION = Judge(_misnamed, _extension, lambda rule: "a name that ends as its format does")
TOO_LARGE_FILE = Judge(
    lambda rule: Is("bytes", ">", number(rule.limit)),
    _too_large,
    lambda rule: f"a file of at most {_size_in_words(rule)}",
)
TOO_SMALL_FILE = Judge(
    lambda rule: Is("bytes", "<", number(rule.limit)),
    _too_small,
    lambda rule: f"a file of at least {_size_in_words(rule)}",
)
NOT_RGB = Judge(lambda rule: Is("mode", "in", PRINT_MODES), _for_print, lambda rule: "RGB colours")
ANIMATED = Judge(lambda rule: Is("animated", "=", 1), _animated, lambda rule: "one still picture")
