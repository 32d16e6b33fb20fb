"""What writing to Shopware has of its own."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from connectors.contract import Added, Kept, Picture
from connectors.errors import AuthFailed, NotFound, Refused, Temporary
from tests.connectors.servers import jpeg
from tests.connectors.shopware.harness import ShopwareHarness


def uploads(shopware: ShopwareHarness) -> list[dict[str, str]]:
    """The queries of the uploads."""
    paths = [urlsplit(call.path) for call in shopware.proxy.calls]
    return [{n: v[0] for n, v in parse_qs(one.query).items()} for one in paths if one.path.endswith("/upload")]


def synced(shopware: ShopwareHarness) -> list[list[dict[str, Any]]]:
    return [json.loads(call.body) for call in shopware.proxy.calls if call.path.endswith("/sync")]


def order(shopware: ShopwareHarness) -> list[str]:
    with shopware.open() as connector:
        return [image.id for image in connector.gallery(shopware.hoodie["id"]).images]


def replaced(shopware: ShopwareHarness, picture: Picture | None = None) -> Any:
    with shopware.open() as connector:
        return connector.post_image(shopware.hoodie["id"], shopware.second["id"], picture or shopware.picture())


# ---- in place ----------------------------------------------------------------------------------------------------


def test_a_file_keeps_its_id_name_and_text_and_the_store_keeps_the_very_bytes(shopware: ShopwareHarness):
    file = shopware.shop.file_of(shopware.second["id"])
    before = dict(file)
    new = replaced(shopware)
    assert new.id == shopware.second["id"]
    assert (file["id"], file["fileName"], file["alt"]) == (before["id"], before["fileName"], before["alt"])
    assert shopware.shop.files[file["path"]] == shopware.picture().data
    assert uploads(shopware) == [{"extension": "jpg", "fileName": before["fileName"]}]
    assert "?ts=" in new.url


def test_replacing_is_one_write_of_the_bytes_as_they_are(shopware: ShopwareHarness):
    replaced(shopware)
    (write,) = shopware.proxy.writes
    assert write.body == shopware.picture().data
    assert write.headers["content-type"] == "image/jpeg"


@pytest.mark.parametrize(("before", "after"), [("jpeg", "jpeg"), ("JPG", "JPG"), ("png", "jpg")])
def test_the_ending_changes_only_if_the_kind_does(shopware: ShopwareHarness, before: str, after: str):
    file = shopware.shop.file_of(shopware.second["id"])
    shopware.shop.put_file(file, "photo", before, "image/png" if before == "png" else "image/jpeg", jpeg(2))
    replaced(shopware)
    assert (file["fileName"], file["fileExtension"]) == ("photo", after)


def test_a_name_that_another_file_has_gets_a_part_of_the_id_behind_it(shopware: ShopwareHarness):
    file = shopware.shop.file_of(shopware.second["id"])
    shopware.shop.put_file(file, "photo", "png", "image/png", jpeg(2))
    shopware.shop.add_media("photo", jpeg(60))
    replaced(shopware)
    assert file["fileName"] == f"photo-{file['id'][:8]}"
    assert shopware.shop.files[file["path"]] == shopware.picture().data


@pytest.mark.parametrize(
    ("old", "sent"), [("50% off: a/b", "50- off- a-b"), ("  .hidden. ", "hidden"), ("Größe", "Größe")]
)
def test_a_name_that_shopware_no_longer_takes_is_mended(shopware: ShopwareHarness, old: str, sent: str):
    file = shopware.shop.file_of(shopware.second["id"])
    file["fileName"] = old
    new = replaced(shopware)
    assert uploads(shopware)[0]["fileName"] == sent
    with shopware.open() as connector:
        assert connector.read_picture(new.url) == shopware.picture().data


def test_a_kind_that_the_shop_does_not_take_is_refused_in_its_words(shopware: ShopwareHarness):
    before = dict(shopware.shop.file_of(shopware.second["id"]))
    with pytest.raises(Refused, match=r'extension "tiff".* is not supported'):
        replaced(shopware, Picture("https://hub.example/x.tiff", "x.tiff", "image/tiff", b"II*"))
    assert shopware.shop.file_of(shopware.second["id"]) == before


def test_an_upload_without_an_answer_is_not_sent_again(shopware: ShopwareHarness):
    shopware.proxy.lose_next_answer("PUT")
    with shopware.open(tries=4) as connector, pytest.raises(Temporary):
        connector.post_image(shopware.hoodie["id"], shopware.second["id"], shopware.picture())
    assert len(uploads(shopware)) == 1


def test_a_photo_that_the_product_has_no_more_is_not_found(shopware: ShopwareHarness):
    for image_id in ("f" * 32, shopware.film["id"], shopware.shop.rows_of(shopware.blue["id"])[0]["id"]):
        with shopware.open() as connector, pytest.raises(NotFound, match="no longer"):
            connector.post_image(shopware.hoodie["id"], image_id, shopware.picture())
    assert not shopware.proxy.writes


def test_photos_of_two_products_that_show_one_file_have_one_address(shopware: ShopwareHarness):
    """By which the hub warns, before it writes, that the other product changes as well."""
    tee = shopware.sold()[3]
    shopware.shop.attach(tee, shopware.shop.file_of(shopware.second["id"]), 5)
    with shopware.open() as connector:
        here = {image.id: image.url for image in connector.gallery(shopware.hoodie["id"]).images}
        there = {image.id: image.url for image in connector.gallery(tee["id"]).images}
    assert here[shopware.second["id"]] in there.values()
    assert not here.keys() & there.keys()


def test_the_file_of_a_variant_of_its_own_is_replaced_under_the_variant(shopware: ShopwareHarness):
    with shopware.open() as connector:
        image = connector.gallery(shopware.blue["id"]).images[1]
        new = connector.post_image(shopware.blue["id"], image.id, shopware.picture())
        assert (new.id, new.product_id, new.position) == (image.id, shopware.blue["id"], 1)
        assert connector.read_picture(new.url) == shopware.picture().data


# ---- adding ------------------------------------------------------------------------------------------------------


def test_an_added_photo_lies_in_the_folder_of_product_photos(shopware: ShopwareHarness):
    """Else the shop would make no thumbnails of it."""
    with shopware.open() as connector:
        new = connector.add_image(shopware.hoodie["id"], shopware.picture(), alt="Side")
    file = shopware.shop.file_of(new.id)
    assert (file["mediaFolderId"], file["fileName"]) == (shopware.shop.folder["id"], "retouched")
    assert (file["alt"], new.alt, new.position) == ("Side", "Side", 3)


def test_photos_of_the_same_name_are_all_taken(shopware: ShopwareHarness):
    with shopware.open() as connector:
        ids = [connector.add_image(shopware.hoodie["id"], shopware.picture(n)).id for n in (1, 2, 3)]
    names = [shopware.shop.file_of(one)["fileName"] for one in ids]
    assert len(set(names)) == 3
    assert all(name.startswith("retouched") for name in names)


def test_a_shop_without_that_folder_takes_photos_too(shopware: ShopwareHarness):
    shopware.shop.tables["media_default_folder"].clear()
    with shopware.open() as connector:
        new = connector.add_image(shopware.hoodie["id"], shopware.picture())
    assert shopware.shop.file_of(new.id)["mediaFolderId"] is None


def test_the_first_photo_of_a_product_becomes_its_cover(shopware: ShopwareHarness):
    bare = shopware.shop.add_product("Bare", [], active=True)
    with shopware.open() as connector:
        new = connector.add_image(bare["id"], shopware.picture())
    assert bare["coverId"] == new.id


@pytest.mark.parametrize("refused", ["upload", "sync"])
def test_nothing_is_left_behind_of_a_photo_that_was_not_taken(shopware: ShopwareHarness, refused: str):
    before = (list(shopware.shop.tables["media"]), set(shopware.shop.files))
    if refused == "sync":
        rights = ("read", "create", "delete", "update")
        tables = ("product", "product_media", "media", "media_default_folder", "media_folder", "property_group_option")
        shopware.store.rights = {f"{table}:{right}" for table in tables for right in rights} - {"product:update"}
    good = shopware.picture()
    bad = Picture("https://hub.example/x.tiff", "x.tiff", "image/tiff", b"II*") if refused == "upload" else good
    with shopware.open() as connector, pytest.raises((Refused, AuthFailed)):
        connector.post_product(shopware.hoodie["id"], [Added(good), Added(bad)])
    assert (list(shopware.shop.tables["media"]), set(shopware.shop.files)) == before
    assert len(shopware.shop.rows_of(shopware.hoodie["id"])) == 4


def test_a_file_that_the_store_may_have_taken_stays_when_the_line_breaks(shopware: ShopwareHarness):
    shopware.proxy.lose_answer_of("/sync")
    with shopware.open() as connector:
        with pytest.raises(Temporary):
            connector.add_image(shopware.hoodie["id"], shopware.picture())
        last = connector.gallery(shopware.hoodie["id"]).images[-1]
        assert connector.read_picture(last.url) == shopware.picture().data


# ---- rearranging -------------------------------------------------------------------------------------------------


def test_the_first_photo_becomes_the_cover_and_films_keep_their_place(shopware: ShopwareHarness):
    wanted = list(reversed(order(shopware)))
    with shopware.open() as connector:
        connector.post_product(shopware.hoodie["id"], [Kept(one) for one in wanted])
    assert order(shopware) == wanted
    assert shopware.hoodie["coverId"] == wanted[0]
    rows = sorted(shopware.shop.rows_of(shopware.hoodie["id"]), key=lambda row: row["position"])
    assert [row["id"] for row in rows] == [wanted[0], shopware.film["id"], *wanted[1:]]


def test_the_same_order_writes_nothing(shopware: ShopwareHarness):
    with shopware.open() as connector:
        images = connector.gallery(shopware.hoodie["id"]).images
        links = {shopware.black["id"]: 1, shopware.blue["id"]: 1}
        wanted = [Kept(image.id, alt=image.alt) for image in images]
        connector.post_product(shopware.hoodie["id"], wanted, variant_images=links)
    assert not shopware.proxy.writes


def test_a_cover_from_the_middle_stays_where_it_is_when_a_photo_is_added(shopware: ShopwareHarness):
    shopware.hoodie["coverId"] = shopware.second["id"]
    with shopware.open() as connector:
        new = connector.add_image(shopware.hoodie["id"], shopware.picture())
    assert order(shopware)[0] == shopware.second["id"]
    assert order(shopware)[-1] == new.id
    ((write,),) = synced(shopware)
    assert [row["id"] for row in write["payload"][0]["media"]] == [new.id]


def test_what_is_taken_off_keeps_its_file(shopware: ShopwareHarness):
    file = shopware.shop.file_of(shopware.third["id"])
    with shopware.open() as connector:
        kept = [Kept(image.id) for image in connector.gallery(shopware.hoodie["id"]).images[:2]]
        after = connector.post_product(shopware.hoodie["id"], kept)
    assert [image.id for image in after.images] == [one.image_id for one in kept]
    assert file["path"] in shopware.shop.files
    assert shopware.film["id"] in shopware.shop.tables["product_media"]


def test_a_cover_that_is_taken_off_hands_over_to_the_first(shopware: ShopwareHarness):
    """In one transaction with it Shopware would leave the product without any."""
    with shopware.open() as connector:
        connector.post_product(shopware.hoodie["id"], [Kept(shopware.second["id"]), Kept(shopware.third["id"])])
    assert shopware.hoodie["coverId"] == shopware.second["id"]
    upsert, delete = synced(shopware)
    assert [one["action"] for one in (*upsert, *delete)] == ["upsert", "delete"]


def test_all_photos_can_be_taken_off(shopware: ShopwareHarness):
    with shopware.open() as connector:
        assert connector.post_product(shopware.hoodie["id"], []).images == ()
    assert shopware.hoodie["coverId"] is None


def test_texts_change_with_the_order_all_or_none(shopware: ShopwareHarness):
    first, second, third = order(shopware)
    wanted = [Kept(third), Kept(first, alt="Front"), Kept(second, alt="")]
    with shopware.open() as connector:
        after = connector.post_product(shopware.hoodie["id"], wanted)
        assert [image.alt for image in after.images][1:] == ["Front", ""]
        assert len(synced(shopware)) == 1
        before = order(shopware)
        with pytest.raises(NotFound):
            connector.post_product(shopware.hoodie["id"], [Kept(first), Kept("f" * 32)])
    assert order(shopware) == before


def test_a_new_photo_takes_an_old_ones_place_with_its_variants(shopware: ShopwareHarness):
    first, _, third = order(shopware)
    links = {shopware.black["id"]: 1, shopware.blue["id"]: 1}
    with shopware.open() as connector:
        wanted = [Kept(first), Added(shopware.picture(), alt="New"), Kept(third)]
        after = connector.post_product(shopware.hoodie["id"], wanted, variant_images=links)
    assert [image.id for image in after.images][::2] == [first, third]
    assert {one.name: one.image_id for one in after.variants} == {
        "Black": after.images[1].id,
        "Blue": after.images[1].id,
        "Green": None,
    }


def test_a_variant_without_photos_of_its_own_keeps_showing_its_parents(shopware: ShopwareHarness):
    """A row of its own would hide all others of the parent."""
    with shopware.open() as connector:
        kept = [Kept(one) for one in order(shopware)]
        connector.post_product(shopware.hoodie["id"], kept, variant_images={shopware.green["id"]: 2})
    assert shopware.green["coverId"] == shopware.third["id"]
    assert shopware.shop.rows_of(shopware.green["id"]) == []


def test_a_variant_with_photos_of_its_own_gets_one_more_once(shopware: ShopwareHarness):
    kept = [Kept(one) for one in order(shopware)]
    links = {shopware.blue["id"]: 2}
    with shopware.open() as connector:
        for _ in range(2):
            connector.post_product(shopware.hoodie["id"], kept, variant_images=links)
        shopware.blue["coverId"] = None
        connector.post_product(shopware.hoodie["id"], kept, variant_images=links)
    rows = shopware.shop.rows_of(shopware.blue["id"])
    assert [row["mediaId"] for row in rows][2:] == [shopware.third["mediaId"]]
    assert shopware.blue["coverId"] == rows[2]["id"]


def test_a_variant_of_another_product_is_not_linked(shopware: ShopwareHarness):
    kept = [Kept(one) for one in order(shopware)]
    with shopware.open() as connector, pytest.raises(NotFound, match="no variant"):
        connector.post_product(shopware.hoodie["id"], kept, variant_images={shopware.product_ids()[3]: 0})
