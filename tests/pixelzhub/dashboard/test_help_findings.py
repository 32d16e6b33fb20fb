"""What findings mean: every code has words and two pictures, and the pictures show what they say."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from analytics.channels import CHANNELS
from analytics.channels.rules import PlacementFacts, failing_rules
from analytics.pixels import issues, measure
from analytics.pixels.codes import CHECKS
from pixelzhub.dashboard.finding_help import HELP
from pixelzhub.dashboard.help_pictures import FOLDER, SIGNS, pictures

DAY = date(2026, 11, 21)
MEASURED = sorted(set(HELP) - set(SIGNS))


def codes_in(path: Path) -> set[str]:
    """What is wrong with a picture whatever the channel, and what Google says of how the product stands in it."""
    measurement = measure(path.read_bytes(), filename=path.name)
    framing = failing_rules(measurement, PlacementFacts(is_main=True), CHANNELS["google"], DAY)
    return {issue.code for issue in issues(measurement)} | {r.code for r in framing if r.code == "large_subject"}


def test_every_code_of_the_table_and_of_every_channel_is_explained():
    asked = {rule.code for channel in CHANNELS.values() for rule in channel.rules}

    assert {check.code for check in CHECKS} | asked <= set(HELP)


@pytest.mark.parametrize("code", sorted(HELP))
def test_every_code_has_two_small_pictures(code):
    for picture in (HELP[code].wrong_picture, HELP[code].right_picture):
        assert 0 < (FOLDER.parent / picture).stat().st_size < 6 * 1024


@pytest.mark.parametrize("code", MEASURED)
def test_the_wrong_picture_has_the_finding_and_the_right_one_has_not(code):
    assert code in codes_in(FOLDER / f"{code}-wrong.webp")
    assert code not in codes_in(FOLDER / f"{code}-right.webp")


def test_a_picture_is_drawn_the_same_each_time_and_for_every_code():
    first = pictures()

    assert first == pictures()
    assert {name.rsplit("-", 1)[0] for name in first} == set(HELP)


@pytest.mark.django_db
def test_the_page_leads_to_each_code(client):
    page = client.get("/help/findings/").content.decode()

    for code, row in HELP.items():
        assert f'id="{code}"' in page
        assert row.wrong_picture.rsplit(".", 1)[0] in page
