"""Which rules of a channel changed is read from two digests, so that no others are judged anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from analytics.channels import CHANNELS, OWN, own_channel
from analytics.channels.shapes import Channel
from analytics.rejudge.digests import Change, changes, digest, mixed

TODAY = date(2026, 6, 1)


def digest_of(channel: Channel, accepted: tuple[str, ...] = ()) -> dict[str, str]:
    return {channel.code: digest(channel, accepted, TODAY)}


def bit_of(code: str) -> int:
    (bit,) = (rule.bit for rule in CHANNELS[OWN].rules if rule.code == code)
    return bit


def test_same_rules_change_nothing() -> None:
    assert changes(digest_of(own_channel({})), digest_of(own_channel({}))) == {}


def test_one_limit_changes_one_rule() -> None:
    found = changes(digest_of(own_channel({})), digest_of(own_channel({"longest_px": 999})))
    assert found == {OWN: Change(frozenset({bit_of("low_resolution")}), main_only=False)}


def test_limit_of_main_photos_changes_nothing_elsewhere() -> None:
    found = changes(digest_of(own_channel({})), digest_of(own_channel({"fill_percent": 70})))
    assert found == {OWN: Change(frozenset({bit_of("small_subject")}), main_only=True)}


def test_rule_that_ends_or_begins_is_one_that_changed() -> None:
    with_rule, without = digest_of(own_channel({})), digest_of(own_channel({"fill_percent": None}))
    expected = {OWN: Change(frozenset({bit_of("small_subject")}), main_only=True)}
    assert changes(with_rule, without) == changes(without, with_rule) == expected


def test_rule_that_asked_of_all_photos_and_now_of_main_ones_changes_at_all() -> None:
    channel = own_channel({})
    narrower = replace(channel, rules=tuple(replace(rule, main_only=True) for rule in channel.rules))
    change = changes(digest_of(channel), digest_of(narrower))[OWN]
    assert change is not None
    assert not change.main_only


def test_every_rule_may_have_changed_of_a_new_channel_another_release_and_other_accepted_findings() -> None:
    channel = own_channel({})
    heavier = replace(channel, rules=tuple(replace(rule, severity="advice") for rule in channel.rules))
    now = digest_of(channel)
    assert changes({}, now) == {OWN: None}
    assert changes(digest_of(heavier), now) == {OWN: None}
    assert changes(digest_of(channel, ("blurry",)), now) == {OWN: None}
    assert changes({OWN: "0123abcd.89abcdef"}, now) == {OWN: None}


def test_of_photos_judged_by_two_sets_of_rules_all_rules_are_judged_of_the_channels_that_differ() -> None:
    before = digest_of(own_channel({})) | digest_of(CHANNELS["amazon"])
    begun = digest_of(own_channel({"fill_percent": 70})) | digest_of(CHANNELS["amazon"])
    both = mixed(before, begun)
    assert changes(both, before) == changes(both, begun) == {OWN: None}


def test_channel_that_was_only_begun_counts_as_one_that_photos_were_judged_by() -> None:
    before = digest_of(CHANNELS["amazon"])
    assert mixed(before, before | digest_of(CHANNELS["google"])).keys() == {"amazon", "google"}
