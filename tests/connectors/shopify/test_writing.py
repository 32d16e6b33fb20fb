"""What Shopify does and other platforms do not, while photos are written."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from connectors.contract import Added, Gallery, Kept, Picture
from connectors.errors import AuthFailed, NotFound, Refused, Temporary
from connectors.gallery import replace_image, sha256_of
from connectors.platforms.shopify.arranging import moves
from tests.connectors.servers import Call, jpeg
from tests.connectors.shopify.harness import ShopifyHarness


@pytest.fixture
def shopify(tmp_path: Path) -> Iterator[ShopifyHarness]:
    with ShopifyHarness.start(None, tmp_path) as running:
        yield running


def mutations(shopify: ShopifyHarness) -> list[dict[str, Any]]:
    """What was written, in order: each mutation's variables under its name."""
    proxy = shopify.proxy
    documents = [json.loads(call.body) for call in proxy.calls if proxy.counts_as(call) == "PUT"]
    return [{one["query"].split("(")[0].split()[1]: one["variables"]} for one in documents]


def names(shopify: ShopifyHarness) -> list[str]:
    return [name for one in mutations(shopify) for name in one]


def media_ids(shopify: ShopifyHarness) -> list[int]:
    return list(shopify.hoodie.file_ids)


def ids(gallery: Gallery) -> list[str]:
    return [image.id for image in gallery.images]


# ---- in place ----------------------------------------------------------------------------------------------------


def test_a_replaced_photo_stays_the_same_file_under_the_same_name(shopify: ShopifyHarness):
    product_id, image_id = shopify.example()
    before = media_ids(shopify)
    with shopify.open() as connector:
        new = connector.post_image(product_id, image_id, shopify.picture())
    file = shopify.store.shop.files[int(image_id)]
    assert (file.data, file.name, file.alt) == (shopify.picture().data, "chaz-hoodie-2.jpg", "Chaz Hoodie, photo 2")
    assert media_ids(shopify) == before
    assert new.id == image_id
    assert names(shopify) == ["UpdateFiles"]
    assert len(shopify.store.shop.files) == 22, "no file was made for it"


def test_the_store_never_has_to_reach_the_hub(shopify: ShopifyHarness):
    product_id, image_id = shopify.example()
    picture = shopify.picture()
    shopify.pictures.files.clear()
    with shopify.open() as connector:
        connector.post_image(product_id, image_id, picture)
        connector.add_image(product_id, picture)
    assert shopify.store.shop.files[int(image_id)].data == picture.data


def test_an_upload_that_is_refused_is_not_the_shops_key(shopify: ShopifyHarness):
    product_id, image_id = shopify.example()
    with shopify.open() as connector:

        def ended(call: Call, document: Any) -> Any:
            for target in (document["data"].get("stagedUploadsCreate") or {}).get("stagedTargets", ()):
                target["parameters"] = target["parameters"][:3]
            return document

        shopify.proxy.edit_answers(ended)
        with pytest.raises(Temporary, match="upload"):
            connector.post_image(product_id, image_id, shopify.picture())
    assert names(shopify) == []


def test_a_photo_that_shopify_cannot_use_is_refused_in_its_words_and_can_be_replaced_again(shopify: ShopifyHarness):
    product_id, image_id = shopify.example()
    shopify.store.shop.failure = "The image could not be processed"
    with shopify.open() as connector:
        with pytest.raises(Refused, match="could not be processed"):
            connector.post_image(product_id, image_id, shopify.picture())
        assert connector.read_picture(connector.gallery(product_id).images[1].url) == jpeg(2)
        connector.post_image(product_id, image_id, shopify.picture())
        assert connector.read_picture(connector.gallery(product_id).images[1].url) == shopify.picture().data


def test_a_photo_that_takes_too_long_is_looked_for_later(shopify: ShopifyHarness, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("connectors.platforms.shopify.api.POLLS", 5)
    shopify.store.shop.making = 1000
    product_id, image_id = shopify.example()
    with shopify.open() as connector, pytest.raises(Temporary, match="still working"):
        connector.post_image(product_id, image_id, shopify.picture())


def test_a_replacement_whose_answer_was_lost_is_found_and_not_sent_again(shopify: ShopifyHarness):
    product_id, image_id = shopify.example()
    snapshots: list[dict[str, Any]] = []

    def publish(connector: Any) -> Any:
        return replace_image(
            connector,
            product_id=product_id,
            image_id=image_id,
            expected_sha256=sha256_of(jpeg(2)),
            picture=picture,
            original=original,
            keep_snapshot=snapshots.append,
            earlier=snapshots[-1] if snapshots else None,
        )

    picture, original = shopify.picture(), shopify.pictures.picture(jpeg(2), "original.jpg")
    with shopify.open() as connector:
        shopify.proxy.lose_next_answer("PUT")
        with pytest.raises(Temporary):
            publish(connector)
        written = publish(connector)
    assert written.remote_id == image_id
    assert names(shopify) == ["UpdateFiles"]


def png(seed: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (12, 12), (seed, 0, 0)).save(out, "PNG")
    return out.getvalue()


def test_a_photo_of_another_kind_takes_the_place_as_a_new_file(shopify: ShopifyHarness):
    """A file keeps its ending: a PNG under a .jpg is not what the merchant's themes expect."""
    product_id, image_id = shopify.example()
    film = media_ids(shopify)[1]
    picture = Picture("https://hub.example/a.png", "a.png", "image/png", png(9))
    with shopify.open() as connector:
        before = connector.gallery(product_id)
        new = connector.post_image(product_id, image_id, picture)
        after = connector.gallery(product_id)
        assert connector.read_picture(after.images[1].url) == picture.data
    assert new.id == after.images[1].id != image_id
    assert [one.alt for one in after.images] == [one.alt for one in before.images]
    assert [one.image_id for one in after.variants] == [new.id, new.id, None]
    assert media_ids(shopify)[1] == film
    assert int(image_id) in shopify.store.shop.files, "the old file stays in the store"


def test_a_photo_that_other_products_show_changes_there_too_and_keeps_its_place(shopify: ShopifyHarness):
    product_id, image_id = shopify.example()
    other = list(shopify.store.shop.products.values())[4]
    other.file_ids.insert(0, int(image_id))
    with shopify.open() as connector:
        connector.post_image(product_id, image_id, shopify.picture())
        shown = connector.gallery(str(other.id)).images[0]
        assert connector.read_picture(shown.url) == shopify.picture().data
        connector.post_product(product_id, [Kept(one) for one in ids(connector.gallery(product_id)) if one != image_id])
        assert ids(connector.gallery(str(other.id)))[0] == image_id


# ---- galleries ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "wanted", "result"),
    [
        ("abc", "abc", "abc"),
        ("abc", "cba", "cba"),
        ("aXbYc", "cab", "cXaYb"),
        ("XabN", "Nab", "XNab"),
        ("abcdefgh", "hgfedcba", "hgfedcba"),
    ],
)
def test_moves_put_photos_in_order_and_leave_films_where_they_are(now: str, wanted: str, result: str):
    order = list(now)
    for step in moves(list(now), list(wanted)):
        assert isinstance(step["newPosition"], str)
        order.remove(step["id"])
        order.insert(int(step["newPosition"]), step["id"])
    assert "".join(order) == result


def test_nothing_is_written_for_a_gallery_that_is_as_wanted(shopify: ShopifyHarness):
    product_id, _ = shopify.example()
    with shopify.open() as connector:
        gallery = connector.gallery(product_id)
        wanted = [Kept(one.id, alt=one.alt) for one in gallery.images]
        assert connector.post_product(product_id, wanted, variant_images={gallery.variants[0].id: 1}) == gallery
    assert names(shopify) == []


def test_a_whole_new_gallery_is_added_ordered_linked_and_only_then_is_the_rest_taken_off(shopify: ShopifyHarness):
    product_id, image_id = shopify.example()
    film = media_ids(shopify)[1]
    with shopify.open() as connector:
        before = connector.gallery(product_id)
        wanted = [
            Added(shopify.picture(21), alt="New"),
            Kept(before.images[2].id, alt="Other"),
            Kept(before.images[0].id),
        ]
        links = {before.variants[0].id: 0, before.variants[2].id: 1}
        after = connector.post_product(product_id, wanted, variant_images=links)
    assert names(shopify) == ["AddMedia", "Reorder", "Detach", "Attach", "UpdateFiles"]
    assert [one.alt for one in after.images] == ["New", "Other", "Chaz Hoodie, photo 1"]
    assert [one.image_id for one in after.variants] == [after.images[0].id, None, before.images[2].id]
    assert media_ids(shopify)[1] == film
    assert int(image_id) in shopify.store.shop.files


def test_photos_that_could_not_be_put_in_order_are_taken_off_again(shopify: ShopifyHarness):
    product_id, _ = shopify.example()
    before = media_ids(shopify)

    def refused(call: Call, document: Any) -> Any:
        if b"productReorderMedia" in call.body:
            no = {"code": "PRODUCT_SUSPENDED", "field": None, "message": "Product is suspended."}
            return {"data": {"productReorderMedia": {"job": None, "mediaUserErrors": [no]}}}
        return document

    shopify.proxy.edit_answers(refused)
    with shopify.open() as connector, pytest.raises(Refused, match="suspended"):
        connector.add_image(product_id, shopify.picture(), position=0)
    shopify.store.shop.tick()
    shopify.store.shop.tick()
    assert sorted(media_ids(shopify)) == sorted(before)


def test_variants_beyond_a_hundred_are_linked_in_several_calls(shopify: ShopifyHarness):
    product_id, image_id = shopify.example()
    shopify.store.shop.add_variants(shopify.hoodie, {f"V{n}": int(image_id) for n in range(130)})
    with shopify.open() as connector:
        before = connector.gallery(product_id)
        after = connector.post_product(
            product_id, [Kept(one.id) for one in before.images], variant_images={one.id: 0 for one in before.variants}
        )
    assert {one.image_id for one in after.variants} == {before.images[0].id}
    assert names(shopify) == ["Detach", "Detach", "Attach", "Attach"]


def test_a_photo_is_added_behind_the_last_one_even_after_a_film(shopify: ShopifyHarness):
    product_id, _ = shopify.example()
    shopify.hoodie.file_ids.append(shopify.hoodie.file_ids.pop(1))
    with shopify.open() as connector:
        new = connector.add_image(product_id, shopify.picture(), alt="Last")
    assert new.position == 3
    assert shopify.store.shop.files[media_ids(shopify)[-1]].kind == "MediaImage"


def test_what_is_not_in_the_store_is_not_found_and_nothing_is_written(shopify: ShopifyHarness):
    product_id, image_id = shopify.example()
    elsewhere = str(list(shopify.store.shop.products.values())[5].file_ids[0])
    with shopify.open() as connector:
        for wanted in ("4711", elsewhere, "abc"):
            with pytest.raises(NotFound):
                connector.post_product(product_id, [Kept(wanted), Added(shopify.picture())])
            with pytest.raises(NotFound):
                connector.post_image(product_id, wanted, shopify.picture())
        with pytest.raises(NotFound):
            connector.post_product("4711", [Kept(image_id)])
    assert names(shopify) == []


def test_a_full_product_is_refused_in_shopifys_words(shopify: ShopifyHarness):
    product_id, _ = shopify.example()
    shopify.hoodie.file_ids += [shopify.store.shop.add_file(f"{n}.jpg", jpeg(1)).id for n in range(246)]
    with shopify.open() as connector, pytest.raises(Refused, match="250"):
        connector.add_image(product_id, shopify.picture())


def test_a_scope_that_lacks_is_named_when_it_is_needed(shopify: ShopifyHarness):
    product_id, image_id = shopify.example()
    shopify.store.keys.scopes = ["read_products", "write_products"]
    with shopify.open() as connector, pytest.raises(AuthFailed, match="`write_files`"):
        connector.post_image(product_id, image_id, shopify.picture())


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("FILE_LOCKED", Temporary),
        ("FILE_DOES_NOT_EXIST", NotFound),
        ("ALT_VALUE_LIMIT_EXCEEDED", Refused),
        (None, Refused),
    ],
)
def test_what_shopify_says_of_a_write_is_told_apart(shopify: ShopifyHarness, code: str | None, kind: type[Exception]):
    product_id, image_id = shopify.example()
    no = {"code": code, "field": ["files"], "message": "Not now."}

    def refused(call: Call, document: Any) -> Any:
        is_update = b"fileUpdate" in call.body
        return {"data": {"fileUpdate": {"files": [], "userErrors": [no]}}} if is_update else document

    shopify.proxy.edit_answers(refused)
    with shopify.open() as connector, pytest.raises(kind, match=r"Not now\."):
        connector.post_image(product_id, image_id, shopify.picture())
