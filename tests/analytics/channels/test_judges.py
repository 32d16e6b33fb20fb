"""Each judge, at its limit and past it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from analytics.channels.colours import colour_word
from analytics.channels.judges import JUDGES
from analytics.channels.judges.size import shape_of
from analytics.channels.judges.usual import usual
from analytics.channels.rules import PlacementFacts, Rule
from analytics.channels.rules import judge as say
from analytics.channels.shapes import Judgement
from analytics.pixels import Measurement, measure
from tests.analytics.pixels.drawing import product, saved

LEAST, BLOCKY = usual("jpeg_artifacts")
MARKS, LETTERS = int(usual("watermark")[0]), int(usual("text_overlay")[0])
AT = "https://cdn.example"

FINE = Measurement(
    format="JPEG",
    extension="jpg",
    bytes=200_000,
    width=1000,
    height=1000,
    ground_rgb=(255, 255, 255),
    ground_min=255,
    ground_white_share=1.0,
    ground_grey_share=0.0,
    ground_uniform=1.0,
    box=(0.1, 0.1, 0.9, 0.9),
    box_measurable=True,
    fill=0.8,
    offset=0.0,
    sharpness=0.4,
    sharpness_small=0.4,
    entropy=4.0,
    frame_sides=0,
)


def rule_of(code: str, limit: Any = None) -> Rule:
    return Rule(
        bit=0,
        code=code,
        title="",
        severity="blocker",
        remedy="fix",
        limit=limit,
        source="",
        checked_on=date(2026, 11, 1),
        confidence="A",
    )


def judge(code: str, limit: Any = None, url: str = "", **changed: Any) -> Judgement | None:
    return say(rule_of(code, limit), replace(FINE, **changed), PlacementFacts(is_main=True, url=url))


AT_AND_PAST: list[tuple[str, Any, dict[str, Any], dict[str, Any], str]] = [
    ("low_resolution", 500, {"width": 500, "height": 20}, {"width": 499, "height": 499}, "499 px, needs 500 px"),
    ("low_resolution", (762, 1100), {"width": 762, "height": 1100}, {"height": 1099}, "1,000 x 1,099 px, needs"),
    ("oversized", 1000, {}, {"width": 1001}, "1,001 px, at most 1,000 px"),
    ("too_many_pixels", 1_000_000, {}, {"width": 2000}, "2.0 megapixels, at most 1 megapixels"),
    ("odd_aspect_ratio", (1, 1), {"width": 1019}, {"width": 1500}, "Shape 3:2, needs 1:1"),
    (
        "too_large_file",
        1024 * 1024,
        {"bytes": 1024 * 1024},
        {"bytes": 3 * 1024 * 1024},
        "File is 3.0 MB, at most 1.0 MB",
    ),
    ("too_small_file", 30 * 1024, {"bytes": 30 * 1024}, {"bytes": 29 * 1024}, "File is 29 KB, needs 30 KB"),
    ("not_rgb", None, {"mode": "L"}, {"mode": "CMYK"}, "Colours are CMYK, needs RGB"),
    ("animated", None, {}, {"animated": True}, "Picture is animated"),
    ("wrong_extension", None, {"extension": "jpeg"}, {"extension": "png"}, "JPEG named .png"),
    ("unsupported_format", ("JPEG", "PNG"), {}, {"format": "WEBP"}, "Is WEBP, needs JPEG or PNG"),
    ("long_url", 10, {"url": "x" * 10}, {"url": "x" * 11}, "Address has 11 characters, at most 10"),
    ("url_query", None, {"url": f"{AT}/a.jpg"}, {"url": f"{AT}/a.jpg?v=2"}, "Address has a query"),
    ("url_extension", None, {"url": f"{AT}/b/A.JPG?v=2"}, {"url": f"{AT}/b.jpg/a"}, "Address does not end like"),
    ("few_product_pixels", 500, {"box": (0.4, 0.0, 0.6, 0.5)}, {"box": (0.4, 0, 0.6, 0.49)}, "200 x 490 px without"),
    ("few_product_pixels", (500, 500), {"box": (0, 0, 0.5, 0.5)}, {"box": (0, 0, 0.5, 0.49)}, "500 x 490 px without"),
    ("small_subject", 0.85, {"fill": 0.85}, {"fill": 0.63}, "Fills 63%, needs 85%"),
    ("large_subject", 0.9, {"fill": 0.9}, {"fill": 0.97}, "Fills 97%, at most 90%"),
    ("tight_crop", 2, {"touches": ("top",)}, {"touches": ("top", "left")}, "Cut off on 2 sides"),
    ("tight_crop", 2, {"cut_sides": 1, "touches": ("top", "left")}, {"cut_sides": 3}, "Cut off on 3 sides"),
    ("off_centre", 0.1, {"offset": 0.1}, {"offset": 0.12}, "12% from the middle, at most 10%"),
    ("border_frame", 3, {"frame_sides": 2}, {"frame_sides": 4}, "Frame on 4 sides"),
    ("blurry", None, {}, {"sharpness": 0.2, "sharpness_small": 0.2}, "Blurred"),
    ("upscaled", None, {}, {"sharpness": 0.25}, "Soft, perhaps enlarged"),
    ("low_information", None, {"entropy": 1.0}, {"entropy": 0.2}, "Hardly anything to see"),
    ("low_information", None, {"entropy": 0.2, "subject_entropy": 4.0}, {"entropy": 0.2}, "Hardly anything to see"),
    ("jpeg_artifacts", None, {"jpeg_quality": LEAST}, {"jpeg_quality": LEAST - 1}, "Marks of strong compression"),
    ("jpeg_artifacts", None, {"blockiness": BLOCKY}, {"blockiness": BLOCKY + 0.01}, "Marks of strong compression"),
    ("dark", None, {"luma_p99": usual("dark")[0]}, {"luma_p99": usual("dark")[0] - 1}, "Dark"),
    ("watermark", None, {"marks": MARKS - 1}, {"marks": MARKS}, "Perhaps a watermark"),
    ("text_overlay", None, {"letters": 9, "marks": MARKS}, {"letters": LETTERS}, "Perhaps added text"),
    ("grayscale", None, {"chroma_p95": usual("grayscale")[0]}, {"chroma_p95": 0}, "Perhaps black and white"),
    ("corrupt", None, {}, {"error": "corrupt", "reason": "cut off after 41 KB"}, "File is broken"),
]


@pytest.mark.parametrize(("code", "limit", "fine", "bad", "words"), AT_AND_PAST, ids=lambda value: str(value)[:20])
def test_judge_passes_the_limit_itself_and_tells_what_is_past_it(
    code: str, limit: Any, fine: dict[str, Any], bad: dict[str, Any], words: str
) -> None:
    assert judge(code, limit, **fine) is None
    told = judge(code, limit, **bad)
    assert told is not None and told.short.startswith(words)


def test_each_judge_is_tried_here() -> None:
    assert {line[0] for line in AT_AND_PAST} | {"non_white_background"} == set(JUDGES)


def test_product_is_measured_by_the_picture_where_it_cannot_be_told_from_its_ground() -> None:
    assert judge("few_product_pixels", 500, box=None, width=500, height=500) is None
    assert judge("few_product_pixels", 500, box=None, width=499, height=2000) is not None


def test_a_long_narrow_product_is_not_refused_for_its_width() -> None:
    bottle = {"box": (0.4, 0.05, 0.6, 0.95), "width": 1600, "height": 1600}
    assert judge("few_product_pixels", 500, **bottle) is None
    assert judge("few_product_pixels", (500, 500), **bottle) is not None


def test_a_picture_without_an_address_has_none_that_could_be_wrong() -> None:
    assert judge("url_extension", url="") is None
    assert judge("url_extension", url="https://cdn.example") is not None


@pytest.mark.parametrize(
    ("code", "limit", "asks"),
    [
        ("low_resolution", 500, "at least 500 px on the longest side"),
        ("low_resolution", (762, 1100), "at least 762 x 1,100 px"),
        ("few_product_pixels", 500, "at least 500 px without the white margin"),
        ("odd_aspect_ratio", (1, 1.44), "shape 1:1.44"),
        ("odd_aspect_ratio", (1, 1), "square shape"),
        ("too_many_pixels", 25_000_000, "at most 25 megapixels"),
        ("too_large_file", 5 * 1024 * 1024, "a file of at most 5 MB"),
        ("too_small_file", 30 * 1024, "a file of at least 30 KB"),
        ("unsupported_format", ("JPEG", "PNG"), "JPEG or PNG"),
        ("non_white_background", 255, "pure white background"),
        ("small_subject", 0.85, "product fills at least 85%"),
    ],
)
def test_a_limit_reads_as_people_say_it(code: str, limit: Any, asks: str) -> None:
    assert JUDGES[code].asks(rule_of(code, limit)) == asks


@pytest.mark.parametrize("quality", [40, 75, 95])
def test_pure_white_passes_after_jpeg_and_grey_229_fails(quality: int) -> None:
    for level, passes in ((255, True), (229, False), (240, False)):
        measured = measure(saved(product(ground=(level,) * 3), "JPEG", quality=quality))
        told = judge(
            "non_white_background",
            255,
            **{
                name: getattr(measured, name)
                for name in ("ground_rgb", "ground_min", "ground_white_share", "ground_grey_share", "ground_uniform")
            },
        )
        assert (told is None) is passes


def test_white_with_a_model_cut_off_at_the_waist_is_white() -> None:
    assert judge("non_white_background", 255, ground_white_share=0.75, ground_uniform=0.75) is None


def test_white_with_a_grey_corner_is_white_only_in_part() -> None:
    told = judge("non_white_background", 255, ground_white_share=0.6, ground_grey_share=0.4)
    assert told is not None and told.short == "Background is white only in part"


def test_near_white_is_another_rule_than_pure_white() -> None:
    near: dict[str, Any] = {
        "ground_rgb": (242, 242, 242),
        "ground_min": 242,
        "ground_white_share": 0.0,
        "ground_grey_share": 1.0,
    }
    assert judge("non_white_background", 240, **near) is None
    assert judge("non_white_background", 255, **near) is not None


@pytest.mark.parametrize(
    ("size", "shape"),
    [((1600, 1067), "3:2"), ((1067, 1600), "2:3"), ((1274, 1580), "4:5"), ((500, 500), "1:1"), ((6000, 500), "12:1")],
)
def test_shape_is_told_as_people_know_it(size: tuple[int, int], shape: str) -> None:
    assert shape_of(*size) == shape


@pytest.mark.parametrize(
    ("rgb", "word"),
    [
        ((229, 229, 229), "grey 229"),
        ((5, 4, 10), "black"),
        ((150, 50, 90), "pink"),
        ((136, 21, 15), "red"),
        ((148, 121, 99), "brown"),
        ((226, 217, 203), "beige"),
        ((30, 60, 200), "blue"),
        ((200, 230, 205), "pale green"),
    ],
)
def test_colours_have_names(rgb: tuple[int, int, int], word: str) -> None:
    assert colour_word(rgb) == word
