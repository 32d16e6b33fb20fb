"""The page of duplicates: groups by what to do, its states, and what it costs."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from analytics.twin_models import TwinGroup
from connectors.models import Placement
from tests.analytics.twins.contents import BLUE, RED, check, flipped, hang, looks
from tests.builders import make_product, make_store

pytestmark = pytest.mark.django_db

SHOT, OTHER = 0x5A5A_1234_9876_0F0F, 0x0123_4567_1BCD_EF01
A, B, C = (letter * 64 for letter in "abc")


@pytest.fixture
def store(merchant):
    return make_store(merchant)


def page(client, address="/duplicates/") -> str:
    """The page's words, without tags and line breaks."""
    return " ".join(re.sub(r"<[^>]+>", " ", client.get(address).content.decode()).split())


def mug_and_cup(merchant, store):
    placements = [hang(make_product(store, name), looks(SHOT), sha256=A) for name in ("Mug", "Cup")]
    check(merchant)
    return placements


def test_one_file_on_two_products(client, merchant, store, stranger):
    mug, _cup = mug_and_cup(merchant, store)
    hang(make_product(store, "Lonely bowl"), looks(OTHER))
    check(merchant)

    text = page(client)
    assert "On several products 1" in text
    assert "In 2 places Mug main photo" in text
    assert "Cup" in text
    assert "retouched and paid once" in text
    assert "Lonely bowl" not in text
    assert f'href="/images/{mug.image_id}/"' in client.get("/duplicates/").content.decode()
    assert "Mug" not in page(stranger)


def test_one_photo_in_two_files_promises_no_shared_result(client, merchant, store):
    hang(make_product(store, "Mug"), looks(SHOT), sha256=A, width=1600, height=1200)
    hang(make_product(store, "Mug again"), looks(flipped(SHOT, 3)), sha256=B, width=800, height=600)
    check(merchant)

    text = page(client)
    assert "2 files in 2 places" in text
    assert "1,600 × 1,200 px" in text
    assert "800 × 600 px" in text
    assert "each file that is sent is paid" in text


def test_colour_variants_stand_apart_and_are_no_duplicates(client, merchant, store):
    hang(make_product(store, "Blue shirt"), looks(SHOT, colour=BLUE), sha256=A)
    hang(make_product(store, "Red shirt"), looks(SHOT, colour=RED), sha256=B)
    mug_and_cup(merchant, store)

    assert "Blue shirt" not in page(client, "/duplicates/?kind=gallery")
    text = page(client, "/duplicates/?kind=colours")
    assert "2 colours" in text
    assert "They are not duplicates" in text


def test_placeholder_on_many_products_lists_a_few_places(client, merchant, store):
    for n in range(12):
        hang(make_product(store, f"Lamp {n:02}"), looks(SHOT), sha256=A)
    check(merchant)

    text = page(client)
    assert "On many products 1" in text
    assert "In 12 places" in text
    assert "and 6 more places" in text
    assert "Lamp 11" not in text


def test_photo_shows_all_its_places(client, merchant, store):
    hung = [hang(make_product(store, f"Lamp {n:02}"), looks(SHOT), sha256=A) for n in range(12)]
    check(merchant)

    text = page(client, f"/duplicates/?photo={hung[0].image_id}")
    assert all(f"Lamp {n:02}" in text for n in range(12))
    assert "In 11 other places" in page(client, f"/images/{hung[0].image_id}/")


def test_photo_with_no_twin_says_so(client, merchant, store):
    placement = hang(make_product(store, "Mug"), looks(SHOT))
    check(merchant)

    assert "in one place alone" in page(client, f"/duplicates/?photo={placement.image_id}")
    assert "Twins" not in page(client, f"/images/{placement.image_id}/")


def test_photo_of_another_merchant_does_not_exist(stranger, merchant, store):
    mug, _cup = mug_and_cup(merchant, store)
    assert stranger.get(f"/duplicates/?photo={mug.image_id}").status_code == 404


def test_before_the_first_photo_is_compared(client):
    assert "compared as soon as they are measured" in page(client)


def test_while_photos_are_still_compared(client, store):
    hang(make_product(store), looks(SHOT))
    assert "Photos are still being compared" in page(client)


def test_when_no_photo_is_there_twice(client, merchant, store):
    hang(make_product(store), looks(SHOT))
    check(merchant)
    assert "None of your photos is there twice" in page(client)


def test_kind_without_groups_leads_back(client, merchant, store):
    mug_and_cup(merchant, store)
    assert "Nothing of this kind" in page(client, "/duplicates/?kind=colours")


def test_place_that_has_gone_is_not_listed(client, merchant, store):
    _mug, cup = mug_and_cup(merchant, store)
    Placement.objects.filter(pk=cup.pk).update(gone_at=timezone.now())
    assert "Cup" not in page(client)


@pytest.mark.parametrize("after", ["", "x", "3-", "-", "9999999999999999999-1", "²-1"])
def test_strange_page_keys_show_the_first_page(client, merchant, store, after):
    mug_and_cup(merchant, store)
    assert "Mug" in page(client, f"/duplicates/?kind=products&after={after}")


def test_groups_are_paged_by_places_and_id(client, merchant, store):
    product = make_product(store)
    shown = [hang(product, looks(SHOT), sha256=A).pk]
    TwinGroup.objects.bulk_create(
        TwinGroup(merchant=merchant, kind="products", files=1, places=2 + n % 3, products=2, shown=shown)
        for n in range(45)
    )
    sizes, address = [], "?kind=products"
    while address:
        body = client.get(f"/duplicates/{address}").content.decode()
        sizes += [int(n) for n in re.findall(r"<h2>In (\d+) places</h2>", body)]
        following = re.search(r'rel="next" href="([^"]+)"', body)
        address = following[1].replace("&amp;", "&") if following else ""
    assert sizes == [4] * 15 + [3] * 15 + [2] * 15


@pytest.mark.parametrize("groups", [2, 25])
def test_page_asks_the_database_as_often_for_many(client, merchant, store, groups, django_assert_max_num_queries):
    for n in range(groups):
        for _ in range(2):
            hang(make_product(store), looks(flipped(SHOT, *range(n))), sha256=f"{n:064x}")
    check(merchant)
    with django_assert_max_num_queries(24):
        client.get("/duplicates/")
