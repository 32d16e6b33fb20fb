"""Every channel's data holds together."""

from __future__ import annotations

from datetime import UTC, date, datetime
from urllib.parse import urlsplit

import pytest

from analytics.channels import CHANNELS, OWN
from analytics.channels.judges import JUDGES
from analytics.channels.rules import Channel, PlacementFacts, Rule, findings
from analytics.pixels import measure
from analytics.pixels.codes import CHECKS
from tests.analytics.pixels.drawing import product, saved

RULES = [(channel, rule) for channel in CHANNELS.values() for rule in channel.rules]
NAMES = [f"{channel.code} {rule.bit} {rule.code}" for channel, rule in RULES]


TWELVE = "amazon google ebay zalando walmart bol tiktok etsy meta shopify bigcommerce own"
# What can only be guessed from the pixels.
HINTS = {check.code for check in CHECKS if check.confidence == "hint"}


def test_channels_are_found_by_their_code() -> None:
    assert list(CHANNELS) == TWELVE.split()
    assert all(code == channel.code for code, channel in CHANNELS.items())


@pytest.mark.parametrize("channel", CHANNELS.values(), ids=CHANNELS)
def test_bits_are_unique_and_fit_a_big_integer(channel: Channel) -> None:
    bits = [rule.bit for rule in channel.rules]
    assert len(set(bits)) == len(bits)
    assert all(0 <= bit < 62 for bit in bits)


@pytest.mark.parametrize("channel", CHANNELS.values(), ids=CHANNELS)
def test_channel_names_a_source_for_the_photos_that_it_advises(channel: Channel) -> None:
    assert (channel.photos_advised is None) == (channel.photos_source == "")
    assert channel.photos_advised is None or channel.photos_source.startswith("https://")
    assert channel.name and channel.note


@pytest.mark.parametrize(("channel", "rule"), RULES, ids=NAMES)
def test_rule_says_where_it_comes_from_and_can_be_judged(channel: Channel, rule: Rule) -> None:
    assert rule.source == "" if channel.code == OWN else urlsplit(rule.source).scheme == "https"
    assert channel.code == OWN or "." in (urlsplit(rule.source).hostname or "")
    assert "…" not in rule.source
    assert rule.title and JUDGES[rule.code].asks(rule)
    assert date(2026, 1, 1) <= rule.checked_on <= datetime.now(UTC).date()
    assert rule.code in JUDGES
    assert rule.valid_from is None or rule.valid_until is None or rule.valid_from <= rule.valid_until


@pytest.mark.parametrize(("channel", "rule"), RULES, ids=NAMES)
def test_nothing_uncertain_is_required(channel: Channel, rule: Rule) -> None:
    assert rule.confidence != "C" or rule.severity != "blocker"
    assert rule.code not in HINTS or rule.severity == "advice"


def test_google_asks_500_px_from_31_january_2027_and_warns_until_then() -> None:
    sizes = [rule for rule in CHANNELS["google"].rules if rule.code == "low_resolution" and rule.limit == (500, 500)]
    assert [(rule.severity, rule.valid_from, rule.valid_until) for rule in sizes] == [
        ("warning", date(2026, 4, 14), date(2027, 1, 30)),
        ("blocker", date(2027, 1, 31), None),
    ]


@pytest.mark.parametrize("data", [saved(product((60, 900))), saved(product(), "GIF"), b"", b"<svg/>"])
@pytest.mark.parametrize("channel", CHANNELS.values(), ids=CHANNELS)
def test_every_limit_has_the_type_that_its_judge_needs(channel: Channel, data: bytes) -> None:
    for rule in channel.rules:
        one = Channel(channel.code, channel.name, (rule,))
        findings(measure(data), PlacementFacts(is_main=True, url="x" * 3000), one, rule.valid_from or rule.checked_on)
