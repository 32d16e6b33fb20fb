"""Every channel's data holds together."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from analytics.channels import CHANNELS
from analytics.channels.judges import JUDGES
from analytics.channels.rules import Channel, PlacementFacts, Rule, findings
from analytics.pixels import measure
from tests.analytics.pixels.drawing import product, saved

RULES = [(channel, rule) for channel in CHANNELS.values() for rule in channel.rules]
NAMES = [f"{channel.code} {rule.bit} {rule.code}" for channel, rule in RULES]


def test_channels_are_found_by_their_code() -> None:
    assert {"amazon", "google"} <= set(CHANNELS)
    assert all(code == channel.code for code, channel in CHANNELS.items())


@pytest.mark.parametrize("channel", CHANNELS.values(), ids=CHANNELS)
def test_bits_are_unique_and_fit_a_big_integer(channel: Channel) -> None:
    bits = [rule.bit for rule in channel.rules]
    assert len(set(bits)) == len(bits)
    assert all(0 <= bit < 63 for bit in bits)


@pytest.mark.parametrize(("channel", "rule"), RULES, ids=NAMES)
def test_rule_says_where_it_comes_from_and_can_be_judged(channel: Channel, rule: Rule) -> None:
    assert rule.source.startswith("https://")
    assert date(2026, 1, 1) <= rule.checked_on <= datetime.now(UTC).date()
    assert rule.code in JUDGES
    assert rule.valid_from is None or rule.valid_until is None or rule.valid_from <= rule.valid_until


@pytest.mark.parametrize("data", [saved(product((60, 900))), saved(product(), "GIF"), b"", b"<svg/>"])
@pytest.mark.parametrize("channel", CHANNELS.values(), ids=CHANNELS)
def test_every_limit_has_the_type_that_its_judge_needs(channel: Channel, data: bytes) -> None:
    for rule in channel.rules:
        one = Channel(channel.code, channel.name, (rule,))
        findings(measure(data), PlacementFacts(is_main=True, url="x" * 3000), one, rule.valid_from or rule.checked_on)
