"""The shop, spoken to by the connector as the hub does."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import pytest

from connectors.contract import Added, Kept, Picture
from connectors.errors import AuthFailed, NotFound, RateLimited, Refused
from connectors.http import Http
from connectors.platforms.sandbox.connector import SandboxConnector
from tests.pixelzhub.sandbox.listener import Listener


def all_products(shop, **options):
    return [product for page in shop.product_pages(**options) for product in page.products]


def as_picture(url: str, data: bytes) -> Picture:
    return Picture(f"{url}/new-photo.jpg", "new-photo.jpg", "image/jpeg", data)


def test_shop_says_who_it_is_and_what_it_holds(shop):
    assert shop.check().name == "Hearth & Field"
    products = all_products(shop)
    assert shop.counts().products == len(products) == 6
    assert shop.counts().images == sum(len(product.images) for product in products)
    assert [category.name for category in shop.categories()] == ["Kitchen"]


def test_shop_refuses_a_wrong_token(running):
    wrong = {**running.shop, "token": "x"}
    http = Http(wrong["url"], auth=SandboxConnector.auth(wrong), allowed_private=[running.host])
    with http, pytest.raises(AuthFailed):
        SandboxConnector(wrong, http).check()


def test_shop_products_come_with_images_and_variants_of_their_own(shop):
    first = all_products(shop)[0]
    assert [image.position for image in first.images] == list(range(len(first.images)))
    assert {image.product_id for image in first.images} == {first.id}
    assert {variant.image_id for variant in first.variants} <= {image.id for image in first.images}
    assert len(first.ean) == 13
    digits = [int(digit) for digit in first.ean]
    assert (sum(digits[0::2]) + 3 * sum(digits[1::2])) % 10 == 0


def test_shop_pages_go_on_at_a_cursor(shop, monkeypatch):
    monkeypatch.setattr("connectors.platforms.sandbox.api.PAGE_SIZE", 2)
    whole = all_products(shop)
    pages = list(shop.product_pages())
    assert [len(page.products) for page in pages] == [2, 2, 2]
    assert pages[-1].next_cursor is None
    assert all_products(shop, cursor=pages[0].next_cursor) == whole[2:]


def test_shop_gives_only_what_changed_since(shop, running):
    product = all_products(shop)[3]
    before = datetime.now(UTC)
    running.control(touch_product=product.id)
    assert [found.id for found in all_products(shop, since=before)] == [product.id]
    assert all_products(shop, since=datetime.now(UTC) + timedelta(minutes=1)) == []


def test_shop_replaces_an_image_in_place_and_keeps_a_copy(shop, photo):
    product = all_products(shop)[0]
    linked = next(variant for variant in product.variants if variant.image_id)
    old = next(image for image in product.images if image.id == linked.image_id)
    with Listener(body=photo) as hub:
        new = shop.post_image(product.id, old.id, as_picture(hub.url, photo))
    assert new.id == old.id
    assert new.url != old.url
    assert (new.width, new.height) == (600, 400)
    assert shop.read_picture(new.url) == photo
    after = shop.gallery(product.id)
    assert [image.id for image in after.images] == [image.id for image in product.images]
    assert next(v for v in after.variants if v.id == linked.id).image_id == old.id


def test_shop_moves_a_replaced_image_to_a_position(shop, photo):
    product = all_products(shop)[1]
    last = product.images[-1]
    with Listener(body=photo) as hub:
        moved = shop.post_image(product.id, last.id, as_picture(hub.url, photo), position=0)
    assert moved.position == 0
    assert shop.gallery(product.id).images[0].id == last.id


def test_shop_adds_an_image_where_it_is_wanted(shop, photo):
    product = all_products(shop)[2]
    with Listener(body=photo) as hub:
        added = shop.add_image(product.id, as_picture(hub.url, photo), position=1, alt="From the side")
    found = shop.gallery(product.id).images
    assert found[1] == added
    assert found[1].alt == "From the side"
    assert len(found) == len(product.images) + 1


def test_shop_takes_a_whole_gallery_with_variant_links(shop, photo):
    product = next(found for found in all_products(shop) if found.variants)
    kept, variant = product.images[0], product.variants[-1]
    with Listener(body=photo) as hub:
        after = shop.post_product(
            product.id,
            [Added(as_picture(hub.url, photo), alt="New"), Kept(kept.id, alt="Old")],
            variant_images={variant.id: 0},
        )
    assert [image.alt for image in after.images] == ["New", "Old"]
    assert after.images[1].id == kept.id
    assert next(found for found in after.variants if found.id == variant.id).image_id == after.images[0].id


def test_shop_changes_nothing_when_an_address_holds_no_picture(shop):
    product = all_products(shop)[4]
    with Listener(body=b"<svg/>") as hub, pytest.raises(Refused, match="not a picture"):
        shop.post_product(product.id, [Added(as_picture(hub.url, b""))])
    assert shop.gallery(product.id).images == product.images


def test_shop_says_what_is_missing(shop):
    with pytest.raises(NotFound, match="no product 9999"):
        shop.gallery("9999")


def test_shop_calls_back_signed_after_a_change(shop, running):
    product = all_products(shop)[5]
    with Listener() as hub:
        shop.register_webhook(f"{hub.url}/hook", "between us")
        running.control(touch_product=product.id)
        head, body = hub.wait_for(1)[0]
    headers = dict(line.decode().split(": ", 1) for line in head.split(b"\r\n")[1:])
    event = shop.read_webhook("between us", headers, body)
    assert event.product_ids == (product.id,)
    with pytest.raises(AuthFailed):
        shop.read_webhook("between us", headers, body + b" ")


def test_shop_asks_to_slow_down(shop, running):
    running.control(shop_rate=0.1)
    with pytest.raises(RateLimited) as caught:
        _ = [shop.check() for _ in range(300)]
    assert caught.value.retry_after >= 1


def test_owner_can_replace_a_live_picture(shop, running):
    product = all_products(shop)[4]
    here, other = product.images[0], product.images[1]
    running.control(replace_image={"id": here.id, "from_image": other.id})
    now = shop.gallery(product.id).images[0]
    assert now.id == here.id and now.url != here.url
    seen = [hashlib.sha256(shop.read_picture(url)).digest() for url in (now.url, other.url, here.url)]
    assert seen[0] == seen[1] != seen[2]
