"""What WooCommerce does and other platforms do not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from connectors.contract import Added, Kept
from connectors.errors import BadReply, NotFound, Refused
from connectors.platforms.woocommerce import mapping
from connectors.platforms.woocommerce.api import document
from connectors.platforms.woocommerce.pictures import original_url
from connectors.reply import Reply
from tests.connectors.servers import jpeg
from tests.connectors.woocommerce.harness import WooCommerceHarness


@pytest.fixture
def woo(tmp_path: Path) -> Iterator[WooCommerceHarness]:
    with WooCommerceHarness.start(None, tmp_path) as running:
        yield running


def reply(body: bytes) -> Reply:
    return Reply(200, {}, body, "https://shop.example/wp-json/wc/v3/products")


NOTICE = b"<br />\n<b>Notice</b>:  Undefined index: [x] in <b>/www/wp-content/x.php</b> on line <b>12</b><br />\n"


@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf", NOTICE, b"\xef\xbb\xbf" + NOTICE, NOTICE * 2])
@pytest.mark.parametrize("body", [b'[{"id": 1}]', b'{"id": [1]}\n'])
def test_json_is_found_behind_php_notices(before: bytes, body: bytes):
    assert document(reply(before + body)) in ([{"id": 1}], {"id": [1]})


@pytest.mark.parametrize(
    "body", [NOTICE, NOTICE + b'[{"id": 1}', b"<html>{}</html>", b'{"id": 1} <!-- cached -->', b""]
)
def test_what_is_not_whole_json_at_the_end_is_a_bad_reply(body: bytes):
    with pytest.raises(BadReply):
        document(reply(body))


def test_changes_are_asked_for_in_gmt_whatever_the_shops_time_zone(woo: WooCommerceHarness):
    changed = woo.product_ids()[4]
    moment = datetime.now(UTC)
    woo.change_product(changed)
    with woo.open() as connector:
        (page,) = connector.product_pages(since=moment)
    assert [product.id for product in page.products] == [changed]
    assert page.products[0].updated_at.tzinfo is UTC


def test_tags_come_by_name_and_may_be_missing():
    raw = {"id": 7, "name": "Tee", "status": "publish", "categories": [], "images": []}
    assert mapping.product(raw, ()).tags == ()
    tagged = raw | {"tags": [{"id": 1, "name": "Sale &amp; more", "slug": "sale"}]}
    assert mapping.product(tagged, ()).tags == ("Sale & more",)
    with pytest.raises(BadReply, match="tag"):
        mapping.product(raw | {"tags": ["Sale"]}, ())


def test_a_product_that_is_not_published_is_deactivated(woo: WooCommerceHarness):
    with woo.open() as connector:
        products = [product for page in connector.product_pages() for product in page.products]
    assert [product.name for product in products if product.deactivated] == ["Tee 12"]


def test_products_deleted_while_pages_are_read_hide_none(woo: WooCommerceHarness, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(woo.page_size, 3)
    first, *_ = woo.product_ids()
    with woo.open() as connector:
        pages = connector.product_pages()
        seen = [product.id for product in next(pages).products]
        del woo.store.shop.products[int(first)]
        seen += [product.id for page in pages for product in page.products]
    assert set(seen) >= set(woo.product_ids())


def test_only_variable_products_cost_a_second_call(woo: WooCommerceHarness):
    with woo.open() as connector:
        list(connector.product_pages())
    assert sum("/variations" in path for path in woo.proxy.reads) == 1


def test_the_featured_photo_that_is_in_the_gallery_too_counts_once(woo: WooCommerceHarness):
    product = next(iter(woo.store.shop.products.values()))
    product.image_ids = [product.image_ids[0], *product.image_ids]
    with woo.open() as connector:
        gallery = connector.gallery(str(product.id))
        connector.post_product(str(product.id), [Kept(image.id, alt=image.alt) for image in gallery.images])
    assert [image.position for image in gallery.images] == [0, 1, 2]
    assert product.image_ids == [int(image.id) for image in gallery.images]


def test_a_large_photo_is_read_as_it_was_uploaded(woo: WooCommerceHarness):
    large = jpeg(5, (3000, 20))
    product = woo.store.shop.add_product("Wide", [large])
    with woo.open() as connector:
        (image,) = connector.gallery(str(product.id)).images
        assert image.url.endswith("-scaled.jpg")
        assert connector.read_picture(image.url) == large
        woo.store.shop.files.pop("wide.jpg")
        assert connector.read_picture(image.url) == woo.store.shop.files["wide-scaled.jpg"]


@pytest.mark.parametrize(
    ("shown", "uploaded"),
    [
        ("https://s.example/a-scaled.jpg", "https://s.example/a.jpg"),
        ("https://s.example/a-rotated.jpeg?v=1", "https://s.example/a.jpeg?v=1"),
        ("https://s.example/a-scaled-1.jpg", None),
        ("https://s-scaled.example/a.jpg", None),
    ],
)
def test_the_uploads_address_is_told_from_the_smaller_copys(shown: str, uploaded: str | None):
    assert original_url(shown) == uploaded


def swapped(woo: WooCommerceHarness) -> tuple[Any, Any]:
    product_id, image_id = woo.example()
    with woo.open() as connector:
        new = connector.post_image(product_id, image_id, woo.picture())
    return new, woo.store.shop.attachments[int(new.id)]


def test_a_swapped_photo_has_a_new_id_and_its_own_file_with_the_old_title_and_alt(woo: WooCommerceHarness):
    _, image_id = woo.example()
    old = woo.store.shop.attachments[int(image_id)]
    old.title = "Chaz from behind"
    new, attachment = swapped(woo)
    assert new.id != image_id
    assert attachment.file == "retouched.jpg"
    assert (attachment.title, attachment.alt) == (old.title, old.alt)
    assert old.id in woo.store.shop.attachments


def test_variations_that_showed_the_old_photo_show_the_new_one_and_no_other_is_written(woo: WooCommerceHarness):
    new, _ = swapped(woo)
    product = next(iter(woo.store.shop.products.values()))
    assert [variation.image_id for variation in product.variations] == [int(new.id), int(new.id), None]
    assert len(woo.proxy.writes) == 3


def test_variations_without_a_photo_of_their_own_are_left_without(woo: WooCommerceHarness):
    product = next(iter(woo.store.shop.products.values()))
    with woo.open() as connector:
        connector.post_image(str(product.id), str(product.image_ids[0]), woo.picture())
    assert product.variations[2].image_id is None
    assert len(woo.proxy.writes) == 1


@pytest.mark.parametrize(
    ("name", "said"), [("gone.jpg", "Not Found"), ("photo.avif", "not allowed"), ("photo", "not allowed")]
)
def test_a_photo_that_the_store_cannot_fetch_is_refused_in_its_words(woo: WooCommerceHarness, name: str, said: str):
    product_id, image_id = woo.example()
    before = woo.store.shop.product_json(next(iter(woo.store.shop.products.values())))
    picture = woo.pictures.picture(jpeg(1), name)
    woo.pictures.files.clear()
    with woo.open() as connector, pytest.raises(Refused, match=said):
        connector.post_image(product_id, image_id, picture)
    assert woo.store.shop.product_json(next(iter(woo.store.shop.products.values()))) == before


def test_a_photo_on_a_port_that_wordpress_does_not_fetch_from_is_refused(woo: WooCommerceHarness):
    woo.store.ports = {80, 443, 8080}
    product_id, image_id = woo.example()
    with woo.open() as connector, pytest.raises(Refused, match="A valid URL was not provided"):
        connector.post_image(product_id, image_id, woo.picture())


def test_a_photo_that_the_store_does_not_know_is_refused(woo: WooCommerceHarness):
    product_id, _ = woo.example()
    with woo.open() as connector:
        with pytest.raises(Refused, match="#4711 is an invalid image ID"):
            connector.post_product(product_id, [Kept("4711")])
        with pytest.raises(NotFound):
            connector.post_product(product_id, [Kept("abc")])
        with pytest.raises(NotFound):
            connector.post_product("4711", [Added(woo.picture())])


def test_the_stores_words_are_shown_as_text(woo: WooCommerceHarness):
    body = b'{"code": "x", "message": "<strong>No</strong> &amp; never <script>1</script>"}'
    woo.proxy.answer_next(400, body)
    with woo.open() as connector, pytest.raises(Refused, match="No & never"):
        connector.gallery("1")
