"""Groups of twins: what makes one, what joins two, and how a content leaves."""

from __future__ import annotations

import importlib
from dataclasses import replace

import pytest
from django.apps import apps
from django.utils import timezone

from analytics.models import StoredMeasurement
from analytics.twin_models import Fingerprint, TwinCheck, TwinGroup
from analytics.twins.check import check_twins, note_images, settle
from connectors.disconnect import erase_store
from connectors.models import Image, ImageVersion, Placement
from tests import builders
from tests.analytics.twins.contents import BLUE, RED, check, flipped, groups, hang, kinds, looks, shots

pytestmark = pytest.mark.django_db

A, B, C, D = (letter * 64 for letter in "abcd")
SHOT = 0x5A5A_1234_9876_0F0F
OTHER_SHOT = 0x0123_4567_1BCD_EF01
#: 7 bits from the shot, and 14; so 7 from each other
STEP, TWO_STEPS = flipped(SHOT, *range(7)), flipped(SHOT, *range(14))


@pytest.fixture
def store(merchant):
    return builders.make_store(merchant)


def place(store, measurement, sha256, **fields):
    return hang(builders.make_product(store), measurement, sha256=sha256, **fields)


def take_down(*placements: Placement) -> None:
    """As a sync does with what a store lists no more."""
    ids = [placement.pk for placement in placements]
    Placement.objects.filter(pk__in=ids).update(gone_at=timezone.now())
    settle(ids)


def test_equal_bytes_on_two_products_are_a_group(merchant, store):
    place(store, looks(SHOT), A)
    check(merchant)
    assert kinds(merchant) == []

    place(store, looks(SHOT), A)
    check(merchant)
    assert kinds(merchant) == [("products", 1, 2)]


def test_one_picture_twice_in_a_gallery_is_told_first(merchant, store):
    product = builders.make_product(store)
    hang(product, looks(SHOT), sha256=A)
    hang(product, looks(STEP), sha256=B, position=1)
    place(store, looks(SHOT), A)
    check(merchant)

    assert kinds(merchant) == [("gallery", 2, 3)]
    shown = TwinGroup.objects.get().shown
    assert [Placement.objects.get(pk=pk).product for pk in shown[:2]] == [product, product]


def test_picture_on_ten_products_is_on_many(merchant, store):
    for _ in range(10):
        place(store, looks(SHOT), A)
    check(merchant)

    group = TwinGroup.objects.get()
    assert (group.kind, group.products) == ("many", 10)
    assert len(group.shown) == 6


def test_near_hashes_are_other_files_of_one_photo(merchant, store):
    place(store, looks(SHOT), A)
    place(store, looks(STEP), B)
    place(store, looks(OTHER_SHOT), C)
    check(merchant)

    assert kinds(merchant) == [("files", 2, 2)]
    assert groups(merchant) == {frozenset({A, B})}


def test_mirrored_copy_is_found_whichever_comes_first(merchant, store):
    plain, mirrored = looks(SHOT, mirror_phash=OTHER_SHOT), looks(OTHER_SHOT, mirror_phash=SHOT)
    place(store, plain, A)
    check(merchant)
    place(store, mirrored, B)
    check(merchant)
    assert groups(merchant) == {frozenset({A, B})}


def test_colour_variant_is_no_duplicate(merchant, store):
    place(store, looks(SHOT, colour=BLUE), A)
    place(store, looks(SHOT, colour=RED), B)
    check(merchant)

    assert groups(merchant) == set()
    assert shots(merchant) == {frozenset({A, B})}
    assert kinds(merchant) == [("colours", 2, 2)]


def test_copies_of_one_photo_are_one_colour_of_its_shot(merchant, store):
    place(store, looks(SHOT, colour=BLUE), A)
    place(store, looks(SHOT, colour=RED), B)
    place(store, looks(flipped(SHOT, 1), colour=RED), C)
    check(merchant)

    assert groups(merchant) == {frozenset({B, C})}
    assert kinds(merchant) == [("colours", 2, 3), ("files", 2, 2)]


def test_new_content_joins_two_groups_into_one(merchant, store):
    for measurement, sha256 in ((looks(SHOT), A), (looks(SHOT), A), (looks(TWO_STEPS), B), (looks(TWO_STEPS), B)):
        place(store, measurement, sha256)
    check(merchant)
    assert len(groups(merchant)) == 2

    place(store, looks(STEP), C)
    check(merchant)
    assert groups(merchant) == {frozenset({A, B, C})}
    assert kinds(merchant) == [("files", 3, 5)]


def test_group_falls_apart_when_what_joined_it_has_gone(merchant, store):
    for measurement, sha256 in ((looks(SHOT), A), (looks(SHOT), A), (looks(TWO_STEPS), B)):
        place(store, measurement, sha256)
    between = place(store, looks(STEP), C)
    check(merchant)

    take_down(between)
    check(merchant)
    assert groups(merchant) == {frozenset({A})}
    assert kinds(merchant) == [("products", 1, 2)]


def test_shot_whose_first_colour_has_gone_is_grouped_anew(merchant, store):
    first = place(store, looks(SHOT, colour=BLUE), A)
    place(store, looks(SHOT, colour=RED), B)
    place(store, looks(SHOT, colour=(80.0, 0.0, 0.0)), C)
    check(merchant)

    take_down(first)
    check(merchant)
    assert shots(merchant) == {frozenset({B, C})}


def test_gone_places_leave_and_come_back(merchant, store):
    hanging = [place(store, looks(SHOT), A), place(store, looks(STEP), B)]
    check(merchant)
    take_down(hanging[1])
    check(merchant)
    assert kinds(merchant) == []
    assert list(Fingerprint.objects.values_list("sha256", flat=True)) == [A]

    Placement.objects.filter(pk=hanging[1].pk).update(gone_at=None)
    settle([hanging[1].pk])
    check(merchant)
    assert kinds(merchant) == [("files", 2, 2)]


def test_link_outlives_a_place_that_comes_back_before_it_was_checked(merchant, store):
    one, other = place(store, looks(SHOT), A), place(store, looks(STEP), B)
    check(merchant)

    Placement.objects.filter(pk=other.pk).update(gone_at=timezone.now())
    note_images([one.image_id])
    check(merchant)
    assert kinds(merchant) == []

    Placement.objects.filter(pk=other.pk).update(gone_at=None)
    settle([other.pk])
    check(merchant)
    assert kinds(merchant) == [("files", 2, 2)]


def test_replaced_bytes_leave_the_old_group(merchant, store):
    image = place(store, looks(SHOT), A).image
    place(store, looks(SHOT), A)
    check(merchant)

    ImageVersion.objects.create(merchant=merchant, image=image, remote_id="1", sha256=A, until=timezone.now())
    Image.objects.filter(pk=image.pk).update(sha256=D)
    note_images([image.pk])
    check(merchant)
    assert kinds(merchant) == []


def test_content_that_is_measured_anew_is_grouped_anew(merchant, store):
    place(store, looks(SHOT), A)
    other = place(store, looks(STEP), B)
    check(merchant)

    StoredMeasurement.objects.filter(sha256=B).update(values=looks(OTHER_SHOT).to_json())
    note_images([other.image_id])
    check(merchant)
    assert groups(merchant) == set()


def test_blank_and_broken_pictures_are_twins_by_their_bytes_alone(merchant, store):
    blank = replace(looks(SHOT), entropy=0.2)
    for measurement, sha256 in ((blank, A), (blank, A), (blank, B), (builders.WHITE_GROUND, C)):
        place(store, measurement, sha256)
    check(merchant)

    assert groups(merchant) == {frozenset({A})}


def test_merchants_never_share_a_group(merchant, store):
    stranger = builders.make_merchant("Stranger")
    place(store, looks(SHOT), A)
    place(builders.make_store(stranger), looks(SHOT), A)
    place(builders.make_store(stranger), looks(STEP), B)
    check_twins(list(TwinCheck.objects.values_list("pk", flat=True)))

    assert groups(merchant) == set()
    assert groups(stranger) == {frozenset({A, B})}


def test_erased_store_leaves_no_place_and_no_fingerprint(merchant, store):
    place(store, looks(SHOT), A)
    place(store, looks(STEP), B)
    other = builders.make_store(merchant)
    place(other, looks(SHOT), A)
    check(merchant)

    erase_store(store)
    check(merchant)
    assert kinds(merchant) == []
    assert list(Fingerprint.objects.values_list("sha256", flat=True)) == [A]


def test_erased_merchant_leaves_nothing(merchant, store):
    place(store, looks(SHOT), A)
    place(store, looks(SHOT), A)
    check(merchant)

    merchant.delete()
    assert not (Fingerprint.objects.exists() or TwinGroup.objects.exists() or TwinCheck.objects.exists())


def test_check_runs_twice_without_harm(merchant, store):
    place(store, looks(SHOT), A)
    place(store, looks(STEP), B)
    ids = list(TwinCheck.objects.values_list("pk", flat=True))
    check_twins(ids)
    check_twins(ids)

    assert kinds(merchant) == [("files", 2, 2)]
    assert not TwinCheck.objects.exists()


def test_style_of_hundreds_does_not_end_in_one_group(merchant, store, monkeypatch):
    monkeypatch.setattr("analytics.twins.groups.MOST_FILES", 3)
    for n in range(7):
        place(store, looks(flipped(SHOT, n)), f"{n}" * 64)
    check(merchant, at_once=1)

    assert max(len(group) for group in groups(merchant)) == 3


def test_check_that_dies_midway_leaves_all_as_it_was(merchant, store, monkeypatch):
    place(store, looks(SHOT), A)
    place(store, looks(STEP), B)

    def die(*_arguments: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr("analytics.twins.check.count_groups", die)
        with pytest.raises(RuntimeError):
            check(merchant)
    assert TwinCheck.objects.count() == 2
    assert not Fingerprint.objects.exists()

    check(merchant)
    assert kinds(merchant) == [("files", 2, 2)]


def test_what_was_measured_before_there_were_groups_is_noted(merchant, store):
    product = builders.make_product(store)
    for sha256 in (A, A, B):
        builders.make_photo(product, looks(SHOT), sha256=sha256)
    builders.make_photo(product, None)
    builders.make_photo(product, looks(OTHER_SHOT), sha256=C, gone_at=timezone.now())

    importlib.import_module("analytics.migrations.0003_note_contents").note_contents(apps, None)
    assert sorted(TwinCheck.objects.values_list("sha256", flat=True)) == [A, B]


def test_colours_that_turn_out_to_be_copies_are_shown_as_copies_alone(merchant, store):
    middle = (40.0, 8.0, -30.0)
    place(store, looks(SHOT, colour=(40.0, 5.0, -30.0)), A)
    place(store, looks(SHOT, colour=(40.0, 11.0, -30.0)), B)
    check(merchant)
    assert kinds(merchant) == [("colours", 2, 2)]

    place(store, looks(SHOT, colour=middle), C)
    check(merchant)
    assert kinds(merchant) == [("files", 3, 3)]


def test_same_pose_of_another_product_is_no_colour_of_the_shot(merchant, store):
    place(store, looks(SHOT, colour=BLUE), A)
    place(store, looks(SHOT, colour=RED, content_phash=OTHER_SHOT), B)
    check(merchant)
    assert shots(merchant) == set()


def test_what_was_measured_before_there_were_more_hashes_is_found_by_those_it_has(merchant, store):
    before = {"centre_phash": None, "content_mirror_phash": None}
    place(store, looks(SHOT, **before), A)
    place(store, looks(STEP), B)
    place(store, looks(flipped(SHOT, 1), **before), C)
    check(merchant)
    assert groups(merchant) == {frozenset({A, B, C})}


def test_cropped_copy_is_found_whichever_comes_first(merchant, store):
    plain, cropped = looks(SHOT, centre_phash=OTHER_SHOT), looks(OTHER_SHOT)
    place(store, plain, A)
    check(merchant)
    place(store, cropped, B)
    check(merchant)
    place(store, plain, C)
    check(merchant)
    assert groups(merchant) == {frozenset({A, B, C})}
