"""Mend, reshoot, fix, or nothing to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from analytics.advise import asked_of_template, verdict
from analytics.channels import CHANNELS
from analytics.channels.rules import Channel, Finding, PlacementFacts, findings
from analytics.pixels import Measurement

GOOD = Measurement(format="JPEG", extension="jpg", width=1600, height=1600, ground_rgb=(255, 255, 255), ground_min=255)
GOOD = replace(GOOD, ground_white_share=1.0, ground_grey_share=0.0, fill=0.88, box_measurable=True)
GREY = {"ground_rgb": (229, 229, 229), "ground_min": 229, "ground_white_share": 0.0}


#: channels that take a square photo; Zalando asks for another shape
SQUARE = [CHANNELS[code] for code in ("amazon", "google", "ebay")]


def found(channels: Sequence[Channel] = SQUARE, **changed: object) -> list[Finding]:
    measured = replace(GOOD, **changed)  # type: ignore[arg-type]
    facts = PlacementFacts(is_main=True)
    return [item for channel in channels for item in findings(measured, facts, channel, date(2026, 11, 20))]


def test_nothing_required_fails_meets() -> None:
    assert verdict(found()) == "meets"
    assert verdict(found(width=1600, height=2200)) == "meets"


def test_what_retouching_can_mend_is_mended_even_if_the_picture_is_small_too() -> None:
    assert verdict(found(**GREY)) == "mend"
    assert verdict(found(**GREY, width=400, height=400)) == "mend"


def test_only_what_retouching_cannot_mend_needs_a_new_photo() -> None:
    assert verdict(found(width=400, height=400)) == "reshoot"
    assert verdict(found(width=400, height=400, extension="png")) == "reshoot"


def test_only_the_file_is_fixed_in_the_store() -> None:
    assert verdict(found(extension="png")) == "fix"
    assert verdict(found(error="corrupt", reason="cut off after 41 KB")) == "fix"


def accepted(items: list[Finding]) -> list[Finding]:
    return [replace(item, accepted=True) for item in items]


def test_what_was_accepted_needs_nothing() -> None:
    assert verdict(accepted(found(**GREY))) == "meets"
    assert asked_of_template(accepted(found(**GREY))) == []


def test_template_is_asked_for_the_strictest_of_what_fails() -> None:
    asked = {item.trait: item for item in asked_of_template(found(**GREY, fill=0.6, width=1600, height=1200))}

    assert set(asked) == {"white_ground", "least_fill", "shape"}
    assert asked["least_fill"].limit == 0.85
    assert asked["shape"].limit == "1:1"
    assert (asked["white_ground"].required, asked["shape"].required) == (True, False)
    assert {item.channel for item in asked["white_ground"].findings} >= {"amazon", "google"}


def test_two_shapes_are_two_properties() -> None:
    asked = asked_of_template(found([*SQUARE, CHANNELS["zalando"]], width=1600, height=1000))

    assert len({item.limit for item in asked if item.trait == "shape"}) == 2


def test_template_is_asked_for_nothing_that_needs_a_new_photo() -> None:
    assert asked_of_template(found(width=400, height=400)) == []
