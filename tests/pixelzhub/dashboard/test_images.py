"""The grid of photos."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from tests.builders import make_category, make_photo, make_product, make_store
from tests.pixelzhub.dashboard.photos import make_shop, photo_of

pytestmark = pytest.mark.django_db


def names(response) -> list[str]:
    return re.findall(r'<h3 class="name"><a href="[^"]*">([^<]*)</a>', response.content.decode())


def test_grid_shows_the_heaviest_first_with_its_finding_in_words(client, merchant):
    make_shop(merchant)

    response = client.get("/images/")

    assert names(response)[0] == "Grey thimble"
    assert "Background is grey 229" in response.content.decode()


def test_grid_of_a_view_holds_only_its_photos(client, merchant):
    make_shop(merchant)

    assert names(client.get("/images/?view=reshoot")) == ["Tiny mug"]
    assert set(names(client.get("/images/?view=mend"))) == {"Grey mug", "Grey thimble"}


def test_photo_that_could_not_be_opened_says_so_and_why(client, merchant):
    make_shop(merchant)

    page = client.get("/images/?finding=corrupt").content.decode()

    assert "Could not be opened" in page
    assert "cut off after 41 KB" in page


def test_photo_that_is_not_measured_yet_says_so(client, merchant):
    make_shop(merchant)

    response = client.get("/images/?view=unmeasured")

    assert names(response) == ["New mug"]
    assert "Not measured yet" in response.content.decode()


def test_photo_that_the_scope_leaves_out_does_not_seem_to_wait(client, merchant):
    photo = make_photo(make_product(make_store(merchant)), None, outside=True)
    assert "Outside the scope of its store" in client.get(reverse("dashboard:images")).content.decode()
    page = client.get(reverse("dashboard:image", args=[photo.image_id])).content.decode()
    assert "See the scope" in page
    assert "Not measured yet" not in page


@pytest.mark.parametrize("q", ["grey mug", "SKU-A", "4006381333931"])
def test_search_finds_by_name_sku_and_ean(client, merchant, q):
    store = make_shop(merchant)
    make_photo(make_product(store, "A grey mug for tea", sku="sku-a-17", ean="4006381333931"))

    assert "A grey mug for tea" in names(client.get("/images/", {"q": q}))


def test_search_says_which_filter_to_drop_when_nothing_matches(client, merchant):
    make_shop(merchant)

    page = client.get("/images/?view=reshoot&q=grey").content.decode()

    assert "No photos match." in page
    assert "2 match without “Reshoot”." in page


def test_chips_hold_what_is_chosen_and_the_way_back(client, merchant):
    store = make_shop(merchant)
    category = make_category(store, "Pots")

    page = client.get(f"/images/?category={category.pk}&finding=blurry").content.decode()

    assert "Remove: Pots" in page
    assert "Remove: Picture is blurred" in page
    assert f'href="?category={category.pk}"' in page


def test_pages_follow_a_key_and_lead_back(client, merchant):
    product = make_product(make_store(merchant))
    for i in range(70):
        make_photo(product, position=i)

    first = client.get("/images/")
    following = re.search(r'rel="next" href="([^"]*)"', first.content.decode())[1].replace("&amp;", "&")
    second = client.get(f"/images/{following}")
    back = re.search(r'rel="prev" href="([^"]*)"', second.content.decode())[1].replace("&amp;", "&")

    assert len(names(first)) == 60
    assert len(names(second)) == 10
    assert names(client.get(f"/images/{back}")) == names(first)
    assert 'rel="next"' not in second.content.decode()


@pytest.mark.parametrize("query", ["after=x", "after=9-99999999999999999999999999999999", "before=-1", "category=²"])
def test_address_that_makes_no_sense_opens_the_list(client, merchant, query):
    make_shop(merchant)

    assert client.get(f"/images/?{query}").status_code == 200


def test_list_shows_the_same_photos_as_lines(client, merchant):
    make_shop(merchant)

    page = client.get("/images/?look=list&view=reshoot").content.decode()

    assert "<table" in page
    assert "Tiny mug" in page
    assert "420 × 420" in page


def test_grid_fragment_is_no_whole_page(client, merchant):
    make_shop(merchant)

    part = client.get("/images/", headers={"hx-request": "true"}).content.decode()

    assert "<html" not in part
    assert 'id="photo-list"' in part


def test_grid_before_the_first_photo_says_what_it_will_show(client, viewer):
    assert "Connect a store" in client.get("/images/").content.decode()
    assert "Only owners can connect a store. Ask an owner." in viewer.get("/images/").content.decode()


def test_grid_of_a_stranger_shows_nothing_of_ours(stranger, merchant):
    store = make_shop(merchant)

    assert names(stranger.get(f"/images/?store={store.pk}")) == []


def test_shot_list_has_a_line_a_photo_and_starts_no_formula(client, merchant):
    store = make_shop(merchant)
    make_photo(make_product(store, "=1+1"), position=0)

    response = client.get("/images/?format=csv")
    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()

    assert response["Content-Type"].startswith("text/csv")
    assert len(lines) == 1 + 9
    assert any(line.startswith("'=1+1,") for line in lines)
    assert any("cut off after 41 KB" in line for line in lines)


@pytest.mark.parametrize("photos", [3, 60])
def test_grid_asks_the_database_as_often_for_many_as_for_few(client, merchant, photos, django_assert_max_num_queries):
    store = make_store(merchant)
    for _ in range(photos):
        make_photo(make_product(store))
    with django_assert_max_num_queries(30):
        client.get("/images/")


def test_old_links_with_a_photo_of_another_merchant_are_404(stranger, merchant):
    make_shop(merchant)
    image = photo_of(merchant, "Grey mug").image_id

    assert stranger.get(reverse("dashboard:image", args=[image])).status_code == 404
    assert stranger.get(reverse("dashboard:live", args=[image])).status_code == 404
