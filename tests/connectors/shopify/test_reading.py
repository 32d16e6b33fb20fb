"""What Shopify does and other platforms do not, while its catalogue is read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors.contract import Kept
from connectors.errors import AuthFailed, BadReply, NotFound, RateLimited, Refused, Temporary
from connectors.platforms.shopify import mapping
from connectors.platforms.shopify.reading import changed_at
from tests.connectors.servers import Call, jpeg
from tests.connectors.shopify.harness import YESTERDAY, ShopifyHarness


@pytest.fixture
def shopify(tmp_path: Path) -> Iterator[ShopifyHarness]:
    with ShopifyHarness.start(None, tmp_path) as running:
        yield running


def products(shopify: ShopifyHarness, **options: Any) -> dict[str, Any]:
    with shopify.open() as connector:
        return {one.id: one for page in connector.product_pages(**options) for one in page.products}


def test_a_product_comes_with_all_that_shopify_knows(shopify: ShopifyHarness):
    shopify.hoodie.tags = ["sale", "new in"]
    shopify.hoodie.collection_ids = [900, 901]
    found = products(shopify)
    hoodie = found[str(shopify.hoodie.id)]
    assert (hoodie.name, hoodie.category_ids, hoodie.tags) == ("Chaz Hoodie", ("900", "901"), ("sale", "new in"))
    assert hoodie.sku == f"SKU-{hoodie.id}-Black"
    assert hoodie.updated_at == YESTERDAY.replace(microsecond=0)
    assert hoodie.url == f"https://demo.example/products/{hoodie.id}"
    assert [one.name for one in hoodie.variants] == ["Black", "Blue", "Green"]
    assert [one.name for one in found.values() if one.deactivated] == ["Tee 12"]
    plain = next(one for one in found.values() if one.name == "Tee 10")
    assert [(one.name, one.ean) for one in plain.variants] == [("", "4006381333931")]


def test_films_are_not_photos_and_leave_no_gap(shopify: ShopifyHarness):
    with shopify.open() as connector:
        images = connector.gallery(str(shopify.hoodie.id)).images
    assert [image.position for image in images] == [0, 1, 2]
    assert (images[0].width, images[0].height) == (40, 30)
    assert images[0].thumbnail_url.endswith("&width=480")
    assert images[0].created_at == datetime(2026, 11, 1, tzinfo=UTC)


def test_the_original_is_read_and_not_what_the_cdn_makes_of_it(shopify: ShopifyHarness):
    product_id, image_id = shopify.example()
    with shopify.open() as connector:
        url = connector.gallery(product_id).images[1].url
        assert connector.read_picture(url) == jpeg(2)
        assert connector.read_picture(url.partition("#")[0]) == jpeg(2) + b"optimised"
    assert url.endswith(f"#{image_id}")


def test_a_photos_address_stays_until_its_bytes_change(shopify: ShopifyHarness):
    product_id, image_id = shopify.example()
    with shopify.open() as connector:
        first, again = (connector.gallery(product_id).images[1].url for _ in range(2))
        shopify.replace_photo(product_id, image_id)
        assert first == again != connector.gallery(product_id).images[1].url


@pytest.mark.parametrize("url", ["https://cdn.example/a.jpg#7", "https://cdn.example/a.jpg?v=1#x", "https://x/?v=1"])
def test_an_address_that_is_not_ours_names_no_photo(url: str):
    assert mapping.media_of(url) == ""


def test_long_lists_of_a_product_are_read_to_their_end(shopify: ShopifyHarness):
    shop, product = shopify.store.shop, shopify.hoodie
    photos = [shop.add_file(f"more-{n}.jpg", jpeg(n % 30)).id for n in range(140)]
    product.file_ids += photos
    shop.add_variants(product, {f"V{n}": photos[n] for n in range(135)})
    shop.collections |= {n: f"Collection {n}" for n in range(1, 26)}
    product.collection_ids = list(range(1, 26))
    found = products(shopify)[str(product.id)]
    assert len(found.images) == 143
    assert len(found.category_ids) == 25
    assert [one.image_id for one in found.variants] == [str(one) for one in photos[:135]]
    with shopify.open() as connector:
        gallery = connector.gallery(str(product.id))
    assert gallery.images == found.images
    assert gallery.variants == found.variants


def test_changes_are_asked_for_from_that_very_second_on(shopify: ShopifyHarness):
    moment = datetime(2026, 11, 20, 1, 2, 3, 999_999, tzinfo=UTC)
    assert changed_at(moment) == "updated_at:>='2026-11-20T01:02:03Z'"
    assert changed_at(moment.astimezone().replace(microsecond=0)) == "updated_at:>='2026-11-20T01:02:03Z'"
    older, newer = list(shopify.store.shop.products.values())[2:4]
    older.updated, newer.updated = moment.replace(microsecond=0) - timedelta(seconds=1), moment.replace(microsecond=0)
    assert str(newer.id) in products(shopify, since=moment)
    assert str(older.id) not in products(shopify, since=moment)


def test_a_product_that_changes_meanwhile_hides_none(shopify: ShopifyHarness, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(shopify.page_size, 3)
    with shopify.open() as connector:
        pages = connector.product_pages()
        seen = [one.id for one in next(pages).products]
        shopify.change_product(shopify.product_ids()[-2])
        del shopify.store.shop.products[int(seen[0])]
        seen += [one.id for page in pages for one in page.products]
    assert set(seen) >= set(shopify.product_ids())


def test_a_page_with_a_product_twice_gives_it_once(shopify: ShopifyHarness):
    def doubled(call: Call, document: Any) -> Any:
        if "products" in document["data"]:
            document["data"]["products"]["nodes"] *= 2
        return document

    shopify.proxy.edit_answers(doubled)
    with shopify.open() as connector:
        (page,) = connector.product_pages()
    assert len(page.products) == 10


def test_a_list_that_does_not_move_on_is_a_bad_reply(shopify: ShopifyHarness, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(shopify.page_size, 3)

    def stuck(call: Call, document: Any) -> Any:
        if "products" in document["data"]:
            first = f"after gid://shopify/Product/{shopify.product_ids()[0]}"
            document["data"]["products"]["pageInfo"] = {"hasNextPage": True, "endCursor": first}
        return document

    shopify.proxy.edit_answers(stuck)
    with shopify.open() as connector, pytest.raises(BadReply, match="endCursor"):
        list(connector.product_pages())


def test_a_question_that_costs_too_much_is_asked_in_parts(shopify: ShopifyHarness):
    shopify.store.most_at_once = 7
    with shopify.open() as connector:
        sizes = [len(page.products) for page in connector.product_pages()]
    assert sizes == [6, 4]


def test_a_call_waits_until_its_points_are_restored(shopify: ShopifyHarness):
    shopify.store.points = -10.0
    with shopify.open(tries=2) as connector:
        assert len(list(connector.categories())) == 2


def test_a_call_that_would_wait_too_long_says_until_when(shopify: ShopifyHarness):
    shopify.store.points, shopify.store.restored_a_second = 0, 0.05
    with shopify.open(tries=3) as connector, pytest.raises(RateLimited) as caught:
        next(connector.product_pages())
    assert caught.value.retry_after == pytest.approx(60, abs=1)


def test_a_write_that_was_throttled_is_sent_again(shopify: ShopifyHarness):
    product_id, _ = shopify.example()
    with shopify.open(tries=2) as connector:
        before = connector.gallery(product_id)
        shopify.store.points, shopify.store.restored_a_second = 3.0, 30.0
        after = connector.post_product(product_id, [Kept(one.id) for one in reversed(before.images)])
    assert [one.id for one in after.images] == [one.id for one in reversed(before.images)]
    assert len(shopify.proxy.writes) == 2, "the first was refused before it ran"


def test_a_photo_that_is_being_made_is_waited_for(shopify: ShopifyHarness):
    product_id, image_id = shopify.example()
    shop = shopify.store.shop
    shop.make(shop.files[int(image_id)], jpeg(44), "PROCESSING")
    with shopify.open() as connector:
        gallery = connector.gallery(product_id)
        assert connector.read_picture(gallery.images[1].url) == jpeg(44)


def test_a_photo_that_is_never_made_is_looked_for_later(shopify: ShopifyHarness):
    product_id, image_id = shopify.example()
    shopify.store.shop.files[int(image_id)].status = "UPLOADED"
    with shopify.open() as connector, pytest.raises(Temporary, match="still working"):
        connector.gallery(product_id)


def test_a_photo_that_failed_to_be_made_is_left_out(shopify: ShopifyHarness):
    product_id, image_id = shopify.example()
    shopify.store.shop.files[int(image_id)].status = "FAILED"
    with shopify.open() as connector:
        assert image_id not in [one.id for one in connector.gallery(product_id).images]


@pytest.mark.parametrize("product_id", ["gid://shopify/Product/1", "", "1; drop", "٣"])
def test_what_is_no_number_is_not_found(shopify: ShopifyHarness, product_id: str):
    with shopify.open() as connector, pytest.raises(NotFound):
        connector.gallery(product_id)
    assert shopify.proxy.calls == []


@pytest.mark.parametrize(
    ("errors", "kind"),
    [
        ([{"message": "Internal error", "extensions": {"code": "INTERNAL_SERVER_ERROR"}}], Temporary),
        ([{"message": "Denied", "extensions": {"code": "ACCESS_DENIED"}}], AuthFailed),
        ([{"message": "Throttled", "extensions": {"code": "THROTTLED"}}], RateLimited),
        ([{"message": "odd", "extensions": "text"}], Refused),
    ],
)
def test_errors_in_a_good_answer_are_told_apart(shopify: ShopifyHarness, errors: Any, kind: type[Exception]):
    shopify.proxy.edit_answers(lambda call, document: {"errors": errors})
    with shopify.open() as connector, pytest.raises(kind):
        connector.gallery(shopify.example()[0])


def test_counts_are_exact_above_ten_thousand(shopify: ShopifyHarness):
    with shopify.open() as connector:
        connector.counts()
    assert b"productsCount(limit: null)" in shopify.proxy.calls[-1].body
