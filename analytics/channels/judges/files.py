"""Judges of the file itself: can it be read, in which format, how large, under which name."""

from __future__ import annotations

from analytics.channels.limits import number, texts
from analytics.channels.shapes import Judgement, PlacementFacts, Rule
from analytics.pixels.codes import wrong_extension as is_misnamed
from analytics.pixels.header import readable_bytes
from analytics.pixels.measurement import Measurement


def corrupt(measurement: Measurement, facts: PlacementFacts, rule: Rule) -> Judgement | None:
    """The file is broken."""
    if measurement.error != "corrupt":
        return None
    return Judgement("File is broken", measurement.reason, "a whole picture")


def unsupported_format(measurement: Measurement, facts: PlacementFacts, rule: Rule) -> Judgement | None:
    """The channel does not take the format, or it is none at all."""
    accepted = _listed(texts(rule.limit))
    if measurement.error == "unsupported_format":
        return Judgement("File cannot be read", measurement.reason, accepted)
    if measurement.error or measurement.format in texts(rule.limit):
        return None
    return Judgement(f"Is {measurement.format}, needs {accepted}", measurement.format, accepted)


def wrong_extension(measurement: Measurement, facts: PlacementFacts, rule: Rule) -> Judgement | None:
    """The file's name ends like another format."""
    if not is_misnamed(measurement):
        return None
    named = f".{measurement.extension}"
    return Judgement(f"{measurement.format} named {named}", named, f"the extension of {measurement.format}")


def too_large_file(measurement: Measurement, facts: PlacementFacts, rule: Rule) -> Judgement | None:
    """More bytes than the channel takes."""
    most = number(rule.limit)
    if measurement.bytes <= most:
        return None
    size, limit = readable_bytes(measurement.bytes), readable_bytes(int(most))
    gauge = (0.0, measurement.bytes * 1.1, 0.0, most)
    return Judgement(f"File is {size}, at most {limit}", size, limit, measurement.bytes, most, gauge)


def animated(measurement: Measurement, facts: PlacementFacts, rule: Rule) -> Judgement | None:
    """More than one frame."""
    return Judgement("Picture is animated", "animated", "one still picture") if measurement.animated else None


def long_url(measurement: Measurement, facts: PlacementFacts, rule: Rule) -> Judgement | None:
    """The address is longer than the channel takes."""
    length, most = len(facts.url), number(rule.limit)
    if length <= most:
        return None
    return Judgement(
        f"Address has {length:,} characters, at most {most:,.0f}", f"{length:,}", f"{most:,.0f}", length, most
    )


def _listed(names: tuple[str, ...]) -> str:
    return " or ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
