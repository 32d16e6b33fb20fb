"""Photos as a set: what differs, what is usual in a category, what is missing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analytics.channels import CHANNELS
from analytics.pixels import Measurement
from analytics.sets import LEAST_PHOTOS, apart_from, missing_photos, odd_ones, usual_in, usual_of
from tests.builders import WHITE_GROUND, grey_ground, make_category, make_photo, make_product, make_store

UPRIGHT = replace(WHITE_GROUND, width=1280, height=1600)
FAR = replace(WHITE_GROUND, fill=0.5)
IN_A_ROOM = replace(grey_ground(), ground_uniform=0.2)
DARKER = replace(WHITE_GROUND, subject_lab=(25.0, 10.0, 10.0))
BLACK = replace(WHITE_GROUND, subject_lab=(5.0, 0.0, 0.0))


def found(*photos: Measurement | None) -> list[tuple[int, str, int]]:
    return [(odd.photo, odd.trait, odd.others) for odd in odd_ones(photos)]


def test_photos_alike_differ_in_nothing() -> None:
    assert found(WHITE_GROUND, WHITE_GROUND, replace(WHITE_GROUND, width=1590)) == []
    assert found() == found(WHITE_GROUND) == found(None, WHITE_GROUND) == []


def test_the_one_that_differs_is_named_by_what_the_others_share() -> None:
    assert found(WHITE_GROUND, WHITE_GROUND, UPRIGHT) == [(2, "shape", 2)]
    assert found(UPRIGHT, WHITE_GROUND, WHITE_GROUND) == [(0, "shape", 2)]
    assert found(WHITE_GROUND, grey_ground(), WHITE_GROUND) == [(1, "ground", 2)]
    assert found(FAR, WHITE_GROUND, WHITE_GROUND) == [(0, "fill", 2)]


def test_of_two_the_first_says_what_is_usual() -> None:
    (odd,) = odd_ones([WHITE_GROUND, UPRIGHT])
    assert (odd.photo, odd.others, odd.like, odd.usual) == (1, 1, 0, 1.0)


def test_two_views_may_fill_their_frames_differently() -> None:
    assert found(WHITE_GROUND, FAR) == []


def test_photo_in_a_room_is_no_other_ground_and_a_detail_no_other_size() -> None:
    assert found(WHITE_GROUND, IN_A_ROOM, WHITE_GROUND) == []
    assert found(WHITE_GROUND, replace(FAR, touches=("left",)), WHITE_GROUND) == []


def test_the_same_thing_in_less_light_is_told_another_colour_is_not() -> None:
    assert found(WHITE_GROUND, WHITE_GROUND, DARKER) == [(2, "light", 2)]
    assert found(WHITE_GROUND, WHITE_GROUND, BLACK) == []


def test_photo_that_could_not_be_opened_or_is_not_measured_differs_in_nothing() -> None:
    assert found(WHITE_GROUND, None, Measurement(error="corrupt"), UPRIGHT, WHITE_GROUND) == [(3, "shape", 2)]


def test_too_few_photos_say_nothing_of_what_is_usual() -> None:
    assert usual_of([WHITE_GROUND] * (LEAST_PHOTOS - 1)) is None


def test_main_photo_is_compared_with_most_of_its_category() -> None:
    usual = usual_of([WHITE_GROUND] * 9 + [UPRIGHT])
    assert usual is not None
    assert apart_from(WHITE_GROUND, usual) == []
    dim = replace(UPRIGHT, fill=0.5, luma_p99=180)
    assert [odd.trait for odd in apart_from(dim, usual)] == ["shape", "fill", "light"]


def test_category_whose_photos_do_not_agree_says_nothing_of_their_shape() -> None:
    usual = usual_of([WHITE_GROUND] * 5 + [UPRIGHT] * 5)
    assert usual is not None
    assert usual.shape is None


@pytest.mark.django_db
def test_what_is_usual_is_read_from_main_photos_in_one_query(merchant, django_assert_num_queries) -> None:
    store = make_store(merchant)
    category = make_category(store)
    for _ in range(LEAST_PHOTOS):
        product = make_product(store, category=category)
        make_photo(product)
        make_photo(product, UPRIGHT, position=1)
    make_photo(make_product(store), UPRIGHT)

    with django_assert_num_queries(1):
        usual = usual_in(merchant.pk, category.pk)

    assert usual is not None
    assert (usual.photos, usual.shape) == (LEAST_PHOTOS, 1.0)


def test_missing_photos_are_asked_by_the_most_demanding_first() -> None:
    channels = [replace(CHANNELS["ebay"], photos_advised=n) for n in (None, 4, 6)]

    assert [channel.photos_advised for channel in missing_photos(3, channels)] == [6, 4]
    assert [channel.photos_advised for channel in missing_photos(4, channels)] == [6]
    assert missing_photos(6, channels) == []
