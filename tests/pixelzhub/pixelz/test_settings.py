"""Typed settings of a template, as the hub stores them: JSON types, text, or things that nobody documented."""

from __future__ import annotations

import json
from dataclasses import fields

import pytest

from connectors.errors import BadReply
from pixelzhub.pixelz import TemplateSettings, template_settings
from pixelzhub.pixelz.templates import template_payload, template_record
from tests.pixelzhub.pixelz import seed

SETTINGS = TemplateSettings(
    background_type=3,
    background_color="FFFFFF",
    gradient="EEEEEE",
    output_format="JPG",
    resize_type=2,
    resize_unit=0,
    width=1600.0,
    height=2000.0,
    min_size=100.0,
    max_size=3000.0,
    margin_type=1,
    margin_top=2.5,
    margin_bottom=5.0,
    margin_left=0.0,
    margin_right=1.0,
    vertical_alignment=2,
    shadow_type=0,
    is_kept_mannequin=False,
    is_kept_model=True,
    delivery_hours=72,
)


def test_nothing_said_is_none_everywhere():
    assert template_settings({}) == TemplateSettings()
    assert all(getattr(TemplateSettings(), field.name) is None for field in fields(TemplateSettings))


def test_text_and_json_types_say_the_same():
    said = {"BackgroundType": 1, "BackgroundColor": "#ffffff", "ResizeWidth": 1600, "MarginTop": 2.5, "IsKeptModel": True,
            "DeliveryTimeInHours": 24, "OutputFormat": "jpg", "IsCombinedImages": False}  # fmt: skip
    as_text = {name: str(value) for name, value in said.items()}
    found = template_settings(said)
    assert found == template_settings(as_text)
    assert (found.background_color, found.output_format) == ("FFFFFF", "JPG")
    assert (found.width, found.margin_top, found.is_combined) == (1600.0, 2.5, False)


def test_an_unknown_number_stays_a_number_and_nonsense_says_nothing():
    found = template_settings({"ResizeType": 6, "ShadowType": 41, "MarginType": "many", "ResizeWidth": "wide"})
    assert (found.resize_type, found.shadow_type, found.margin_type, found.width) == (6, 41, None, None)


def test_settings_of_a_record_can_be_stored_and_read_back():
    raw = {
        "Id": "5",
        "ResizeType": "6",
        "IsDeleted": "false",
        "Odd": float("nan"),
        "Name": "a\0b",
        "List": [1],
        "Price": {},
    }
    stored = json.loads(json.dumps(dict(template_record(raw).settings), allow_nan=False))
    assert stored == {"Id": 5, "ResizeType": 6, "IsDeleted": False, "Odd": "nan", "Name": "ab"}
    assert template_settings(stored).resize_type == 6


def test_a_list_in_place_of_text_is_a_bad_reply():
    with pytest.raises(BadReply):
        template_settings({"Comment": ["x"]})


def test_new_template_sends_text_and_only_what_is_said():
    assert template_payload("T", TemplateSettings(output_format="JPG", delivery_hours=24, background_type=0)) == {
        "templateName": "T",
        "templateOutputFormat": "JPG",
        "deliveryTimeInHour": "24",
        "backgroundType": "0",
    }
    sent = template_payload("T", SETTINGS)
    assert (sent["resizeWidth"], sent["marginTop"], sent["isKeptModel"]) == ("1600", "2.5", "true")


@seed.needs_document
def test_new_template_knows_every_parameter_of_the_document():
    who = {"contactEmail", "contactAPIkey"}
    assert set(template_payload("T", SETTINGS)) == set(seed.parameters("post template")) - who
