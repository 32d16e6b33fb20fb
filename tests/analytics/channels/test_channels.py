"""What the channels say of pictures that are known, and "my shop" with limits of the merchant's own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from analytics.channels import CHANNELS, own_channel
from analytics.channels.own import LINES, USUAL
from analytics.channels.rules import PlacementFacts, findings
from analytics.channels.shapes import Channel
from analytics.pixels import Measurement
from tests.builders import WHITE_GROUND

TODAY = date(2026, 11, 20)
URL = "https://cdn.example/1.jpg"


def told(channel: Channel | str, url: str = URL, main: bool = True, **changed: Any) -> dict[str, str]:
    """The severity of each finding by its code; the picture is 1,600 px square on white unless it is changed."""
    asked = CHANNELS[channel] if isinstance(channel, str) else channel
    measured: Measurement = replace(WHITE_GROUND, **changed)
    return {found.code: found.severity for found in findings(measured, PlacementFacts(main, url), asked, TODAY)}


@pytest.mark.parametrize("channel", [code for code in CHANNELS if code != "zalando"])
def test_a_good_square_picture_is_refused_by_no_channel_but_the_upright_one(channel: str) -> None:
    assert "blocker" not in told(channel).values()


def test_zalando_takes_upright_jpegs_alone() -> None:
    assert told("zalando") == {"odd_aspect_ratio": "blocker", "low_resolution": "advice"}
    assert told("zalando", width=762, height=1100) == {"low_resolution": "advice"}
    assert told("zalando", width=761, height=1100)["low_resolution"] == "blocker"
    assert told("zalando", width=1801, height=2600, format="PNG") == {"unsupported_format": "blocker"}


def test_walmart_takes_no_query_and_no_address_without_an_ending() -> None:
    big = {"width": 2200, "height": 2200}
    assert told("walmart", **big) == {}
    assert told("walmart", f"{URL}?v=1", **big) == {"url_query": "blocker"}
    assert told("walmart", "https://cdn.example/1", **big) == {"url_extension": "blocker"}
    assert told("walmart", mode="CMYK", **big) == {"not_rgb": "blocker"}
    assert told("walmart", bytes=5 * 1024 * 1024 + 1, **big) == {"too_large_file": "blocker"}
    assert told("walmart", width=2200, height=1650) == {"odd_aspect_ratio": "blocker", "low_resolution": "warning"}


def test_bol_does_not_count_the_white_margin() -> None:
    assert told("bol") == {}
    assert told("bol", box=(0.4, 0.4, 0.6, 0.6)) == {"few_product_pixels": "blocker"}
    assert told("bol", box=(0.4, 0.05, 0.6, 0.95)) == {"few_product_pixels": "warning"}
    assert told("bol", box=None, box_measurable=False, fill=None) == {}
    assert told("bol", bytes=30 * 1024 - 1) == {"too_small_file": "blocker"}


def test_what_sources_do_not_agree_on_is_never_required() -> None:
    assert told("etsy", width=900, height=900) == {"low_resolution": "advice"}
    assert told("tiktok", width=700, height=700) == {"low_resolution": "advice"}
    assert told("meta", width=400, height=400)["low_resolution"] == "warning"


def test_stores_ask_for_files_that_they_can_take() -> None:
    assert told("bigcommerce", f"https://cdn.example/{'a' * 240}.jpg") == {"long_url": "blocker"}
    assert told("shopify", width=5000, height=5000) == {}
    assert told("shopify", width=5001, height=5000) == {"too_many_pixels": "blocker", "oversized": "blocker"}


def test_hints_are_advice_whatever_the_picture_is() -> None:
    hinted = told("tiktok", marks=20, letters=0, chroma_p95=0)
    assert hinted == {"watermark": "advice", "grayscale": "advice"}
    assert told("amazon", letters=9) == {"text_overlay": "advice"}
    assert told("amazon", letters=9, main=False) == {}


def test_my_shop_asks_what_is_usual_of_a_merchant_who_set_nothing() -> None:
    assert told("own", width=999, height=999) == {"low_resolution": "blocker"}
    assert told("own", width=1600, height=1200) == {"odd_aspect_ratio": "blocker"}
    assert told("own", luma_p99=20, width=6000, height=6000) == {}


def test_every_limit_of_my_shop_can_be_switched_off() -> None:
    nothing = own_channel(dict.fromkeys(USUAL))
    awful = {"format": "BMP", "width": 20, "height": 10, "ground_min": 0, "fill": 0.1, "frame_sides": 4, "luma_p99": 1}
    assert told(nothing, **awful) == {}
    assert not any(rule.holds_on(TODAY) for rule in nothing.rules)


def test_my_shop_asks_what_the_merchant_set() -> None:
    strict = own_channel(
        {"longest_px": 2000, "shape": "4:5", "bright": True, "off_centre_percent": 5, "formats": ["PNG"],
         "largest_px": 1500, "megabytes": 0.1}
    )  # fmt: skip
    assert set(told(strict, luma_p99=90, offset=0.06)) == {
        "low_resolution", "odd_aspect_ratio", "dark", "off_centre", "unsupported_format", "oversized", "too_large_file",
    }  # fmt: skip


def test_my_shop_keeps_bits_and_names_whatever_is_set() -> None:
    kept = [(rule.bit, rule.code, rule.title) for rule in CHANNELS["own"].rules]
    for values in ({}, dict.fromkeys(USUAL), {"shape": "2:3", "bright": True}):
        assert [(rule.bit, rule.code, rule.title) for rule in own_channel(values).rules] == kept
    assert [line.bit for line in LINES] == list(range(len(LINES)))
