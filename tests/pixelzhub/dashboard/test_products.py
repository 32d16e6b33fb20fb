"""Products."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.urls import reverse

from analytics.channels import CHANNELS
from connectors.models import Variant
from tests.builders import WHITE_GROUND, grey_ground, make_category, make_photo, make_product, make_store
from tests.pixelzhub.dashboard.photos import make_shop

pytestmark = pytest.mark.django_db


def test_products_stand_by_name_with_what_to_do(client, merchant):
    product = make_product(make_store(merchant), "Mug")
    make_photo(product, grey_ground())
    make_photo(product, None, position=1)
    make_product(product.store, "Bowl")

    page = client.get("/products/").content.decode()

    assert page.index("Bowl") < page.index("Mug")
    assert "1 to mend, 1 not measured yet" in page
    assert "No photos" in page


def test_products_are_paged_by_name_and_id(client, merchant):
    store = make_store(merchant)
    for _ in range(53):
        make_product(store, "Same name")

    first = client.get("/products/").content.decode()
    key = first.split("after=")[1].split('"')[0]
    second = client.get(f"/products/?after={key}").content.decode()

    assert "50 products shown" in first
    assert "3 products shown" in second


def test_products_are_found_by_name_sku_and_ean(client, merchant):
    make_product(make_store(merchant), "Barrel cactus", sku="HF-1", ean="4006381333931")
    for q in ("cactus", "hf-", "4006381333931"):
        assert "Barrel cactus" in client.get("/products/", {"q": q}).content.decode()
    assert "No products match." in client.get("/products/?q=zebra").content.decode()


def test_products_before_the_first_store_say_what_they_will_be(client):
    assert "Your products, each with all its photos" in client.get("/products/").content.decode()


def test_product_shows_its_gallery_and_its_variants(client, merchant):
    store = make_store(merchant)
    product = make_product(store, "Mug", category=make_category(store, "Kitchen"))
    photo = make_photo(product, grey_ground())
    Variant.objects.create(
        merchant=merchant, store=store, product=product, image=photo.image, remote_id="v", name="Red", sku="M-R"
    )

    page = client.get(reverse("dashboard:product", args=[product.pk])).content.decode()

    assert "Background is grey 229" in page
    assert "M-R" in page
    assert "1 variant" in page


def test_product_of_another_merchant_does_not_exist(stranger, merchant):
    product = make_product(make_store(merchant))

    assert stranger.get(reverse("dashboard:product", args=[product.pk])).status_code == 404
    assert product.name not in stranger.get("/products/").content.decode()


def test_products_fragment_is_no_whole_page(client, merchant):
    make_shop(merchant)

    assert "<html" not in client.get("/products/", headers={"hx-request": "true"}).content.decode()


@pytest.mark.parametrize("products", [3, 60])
def test_products_ask_the_database_as_often_for_many(client, merchant, products, django_assert_max_num_queries):
    store = make_store(merchant)
    for _ in range(products):
        make_photo(make_product(store))
    with django_assert_max_num_queries(24):
        client.get("/products/")


def test_product_says_which_photos_differ_from_the_others(client, merchant):
    product = make_product(make_store(merchant), "Mug")
    upright = replace(WHITE_GROUND, width=1280, height=1600)
    for position, shown in enumerate([WHITE_GROUND, WHITE_GROUND, upright, grey_ground()]):
        make_photo(product, shown, position=position)

    page = client.get(reverse("dashboard:product", args=[product.pk])).content.decode()

    assert "Photo 3 is 4:5, the others are 1:1." in page
    assert "Photo 4 is on grey 229, the others are on white." in page
    assert "Shape 4:5" in page
    assert "Photos differ in shape and background" in client.get("/products/").content.decode()


def test_product_of_one_look_says_nothing_of_it(client, merchant):
    product = make_product(make_store(merchant, channels=("ebay",)), "Mug")
    for position in range(3):
        make_photo(product, position=position)

    assert "The photos as a set" not in client.get(reverse("dashboard:product", args=[product.pk])).content.decode()
    assert "differ in" not in client.get("/products/").content.decode()


def test_main_photo_is_compared_with_its_category(client, merchant):
    store = make_store(merchant)
    category = make_category(store, "Mugs")
    for _ in range(9):
        make_photo(make_product(store, category=category))
    product = make_product(store, category=category)
    make_photo(product, replace(WHITE_GROUND, width=1280, height=1600, fill=0.5))

    page = client.get(reverse("dashboard:product", args=[product.pk])).content.decode()

    assert "The main photo is 4:5; most in Mugs are 1:1." in page
    assert "The product fills 50% of the main photo; in Mugs usually 90%." in page


def test_missing_photos_are_named_with_the_channel_that_advises_them(client, merchant):
    advising = max(CHANNELS.values(), key=lambda channel: channel.photos_advised or 0)
    product = make_product(make_store(merchant, channels=(advising.code,)), "Mug")
    make_photo(product)

    page = client.get(reverse("dashboard:product", args=[product.pk])).content.decode()

    assert f"{advising.name} advises at least {advising.photos_advised} photos; this product has 1." in page
    assert f"of {advising.photos_advised} advised" in client.get("/products/").content.decode()


@pytest.mark.parametrize("photos", [2, 40])
def test_product_asks_the_database_as_often_for_a_long_gallery(client, merchant, photos, django_assert_max_num_queries):
    store = make_store(merchant)
    product = make_product(store, category=make_category(store))
    for position in range(photos):
        make_photo(product, position=position)
    with django_assert_max_num_queries(28):
        client.get(reverse("dashboard:product", args=[product.pk]))


def test_product_whose_ean_has_a_wrong_check_digit_says_so(client, merchant):
    store = make_store(merchant)
    for ean, told in (("3760000000002", True), ("3760000000000", False), ("", False)):
        product = make_product(store, ean=ean)
        page = client.get(f"/products/{product.pk}/").content.decode()
        assert ("it would be 0" in page) is told
