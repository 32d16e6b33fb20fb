"""Products."""

from __future__ import annotations

import pytest
from django.urls import reverse

from connectors.models import Variant
from tests.builders import grey_ground, make_category, make_photo, make_product, make_store
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
