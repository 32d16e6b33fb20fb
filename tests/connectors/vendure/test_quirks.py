"""What Vendure does and other platforms do not."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.contract import Added, Kept
from connectors.errors import AuthFailed, BadReply, NotFound, Refused, Temporary
from connectors.platforms.vendure import api, mapping
from connectors.platforms.vendure.arranging import whole_list
from connectors.platforms.vendure.connector import VendureConnector
from tests.connectors.servers import Call, jpeg
from tests.connectors.vendure.harness import VendureHarness


@pytest.mark.parametrize(
    ("entered", "endpoint"),
    [
        ("https://v.example", "https://v.example/admin-api"),
        ("v.example/dashboard/", "https://v.example/admin-api"),
        ("https://v.example/admin", "https://v.example/admin-api"),
        ("https://v.example/shop/intern-api/", "https://v.example/shop/intern-api"),
    ],
)
def test_the_address_is_taken_as_people_copy_it(entered: str, endpoint: str):
    assert api.endpoint({"url": entered}) == endpoint
    assert VendureConnector.base_url({"url": entered}) == endpoint.rpartition("/")[0]


# ---- getting in --------------------------------------------------------------------------------------------------


def by_password(vendure: VendureHarness, **changed: str) -> dict[str, str]:
    """Past the proxy, which hands no session tokens on."""
    url = f"http://{vendure.store.host}/admin-api"
    return {"url": url, "api_key": "", "username": "superadmin", "password": vendure.store.password, **changed}


def test_a_login_lasts_for_all_calls_of_a_connection(vendure: VendureHarness):
    with vendure.open(**by_password(vendure)) as connector:
        assert connector.check().currency == "EUR"
        product_id, image_id = vendure.example()
        connector.post_image(product_id, image_id, vendure.picture())
    assert len(vendure.store.sessions) == 1


def test_a_wrong_password_is_told_in_vendures_words(vendure: VendureHarness):
    wrong = by_password(vendure, password="wrong")
    with vendure.open(**wrong) as connector, pytest.raises(AuthFailed, match="credentials are invalid") as caught:
        connector.check()
    assert "wrong" not in str(caught.value)


def test_a_server_without_bearer_tokens_is_explained(vendure: VendureHarness):
    vendure.store.gives_tokens = False
    with vendure.open(**by_password(vendure)) as connector, pytest.raises(AuthFailed, match="tokenMethod"):
        connector.check()


def test_neither_a_key_nor_a_password_is_asked_for(vendure: VendureHarness):
    with vendure.open(api_key="") as connector, pytest.raises(AuthFailed, match="API key, or a user name"):
        connector.check()
    assert vendure.proxy.calls == []


def test_another_channel_is_named_and_an_unknown_one_refused(vendure: VendureHarness):
    with vendure.open(channel="de-token") as connector:
        assert connector.check().name == "Germany"
    with vendure.open(channel="gone") as connector, pytest.raises(AuthFailed, match="No channel"):
        connector.check()


@pytest.mark.parametrize("lacking", ["UpdateCatalog", "CreateAsset"])
def test_a_role_that_can_only_read_is_refused_at_once(vendure: VendureHarness, lacking: str):
    vendure.store.permissions.remove(lacking)
    with vendure.open() as connector, pytest.raises(AuthFailed, match="lacks the right"):
        connector.check()


# ---- reading -----------------------------------------------------------------------------------------------------


def test_the_featured_asset_is_the_main_photo_and_films_are_none(vendure: VendureHarness):
    first, _, second, third = map(str, vendure.laptop.asset_ids)
    with vendure.open() as connector:
        images = connector.gallery(vendure.example()[0]).images
    assert [image.id for image in images] == [second, first, third]
    assert (images[0].width, images[0].height) == (40, 30)


def test_pictures_are_read_as_they_were_uploaded(vendure: VendureHarness):
    with vendure.open() as connector:
        images = connector.gallery(vendure.example()[0]).images
        assert [connector.read_picture(image.url) for image in images] == [jpeg(2), jpeg(1), jpeg(3)]
        assert connector.read_picture(images[0].thumbnail_url) != jpeg(2)


def test_a_product_that_is_not_enabled_is_deactivated(vendure: VendureHarness):
    with vendure.open() as connector:
        products = [product for page in connector.product_pages() for product in page.products]
    assert [product.name for product in products if product.deactivated] == ["Tablet 12"]
    assert products[0].tags == ("Apple",)


def test_the_root_is_no_category(vendure: VendureHarness):
    with vendure.open() as connector:
        assert [(one.id, one.parent_id) for one in connector.categories()] == [("2", None), ("3", "2")]


@pytest.mark.parametrize("killed", [False, True])
def test_products_deleted_while_pages_are_read_hide_none(
    vendure: VendureHarness, monkeypatch: pytest.MonkeyPatch, killed: bool
):
    monkeypatch.setattr(vendure.page_size, 4)
    first, second, *_ = vendure.product_ids()
    with vendure.open() as connector:
        pages = connector.product_pages()
        page = next(pages)
        for gone in (first, second):
            del vendure.store.shop.products[int(gone)]
        rest = connector.product_pages(cursor=page.next_cursor) if killed else pages
        seen = [product.id for one in (page, *rest) for product in one.products]
    assert set(seen) >= set(vendure.product_ids())


def test_the_hour_of_a_change_is_told_in_utc_and_a_second_early(vendure: VendureHarness):
    with vendure.open() as connector:
        list(connector.product_pages(since=vendure.laptop.updated.replace(year=2025)))
    (call,) = vendure.proxy.calls
    assert b"+00:00" in call.body


@pytest.mark.parametrize(("code", "kind"), [("ENTITY_NOT_FOUND", NotFound), ("INTERNAL_SERVER_ERROR", Temporary),
                                            ("USER_INPUT_ERROR", Refused)])  # fmt: skip
def test_errors_in_good_answers_are_told_apart(vendure: VendureHarness, code: str, kind: Any):
    body = b'{"data": null, "errors": [{"message": "no", "extensions": {"code": "%s"}}]}' % code.encode()
    vendure.proxy.answer_next(200, body)
    with vendure.open() as connector, pytest.raises(kind):
        connector.counts()


# ---- writing -----------------------------------------------------------------------------------------------------


def test_a_swap_keeps_the_stores_own_order_and_the_old_file(vendure: VendureHarness):
    first, film, second, third = vendure.laptop.asset_ids
    with vendure.open() as connector:
        new = connector.post_image(vendure.example()[0], str(second), vendure.picture())
    assert vendure.laptop.asset_ids == [first, film, int(new.id), third]
    assert vendure.laptop.featured_id == int(new.id)
    assert second in vendure.store.shop.assets


def test_every_variant_that_showed_the_old_photo_shows_the_new_one_in_its_place(vendure: VendureHarness):
    first, _, _, third = vendure.laptop.asset_ids
    with vendure.open() as connector:
        new = int(connector.post_image(*vendure.example(), vendure.picture()).id)
    shown = [(one.asset_ids, one.featured_id) for one in vendure.laptop.variants]
    assert shown == [([new], new), ([third, new], third), ([], None)]
    assert first not in {new, third}


def test_variants_that_show_others_are_not_written(vendure: VendureHarness):
    tablet = list(vendure.store.shop.products.values())[1]
    with vendure.open() as connector:
        connector.post_image(str(tablet.id), str(tablet.asset_ids[1]), vendure.picture())
    assert len([call for call in vendure.proxy.writes if b"updateProductVariants" in call.body]) == 0


def test_a_variant_is_given_another_photo(vendure: VendureHarness):
    product_id, _ = vendure.example()
    variant = vendure.laptop.variants[2]
    with vendure.open() as connector:
        images = connector.gallery(product_id).images
        kept = [Kept(image.id) for image in images]
        after = connector.post_product(product_id, kept, variant_images={str(variant.id): 2})
    assert (variant.asset_ids, variant.featured_id) == ([int(images[2].id)], int(images[2].id))
    assert after.variants[2].image_id == images[2].id


def test_a_photo_is_added_at_its_place(vendure: VendureHarness):
    product_id, _ = vendure.example()
    with vendure.open() as connector:
        ids = [image.id for image in connector.gallery(product_id).images]
        first = connector.add_image(product_id, vendure.picture(11), position=0)
        last = connector.add_image(product_id, vendure.picture(12), position=99)
        after = connector.gallery(product_id)
    assert [image.id for image in after.images] == [first.id, *ids, last.id]


def test_another_product_that_shows_the_same_asset_keeps_it(vendure: VendureHarness):
    product_id, image_id = vendure.example()
    other = list(vendure.store.shop.products.values())[1]
    other.asset_ids.append(int(image_id))
    with vendure.open() as connector:
        connector.post_image(product_id, image_id, vendure.picture())
        assert connector.gallery(str(other.id)).images[-1].id == image_id


def test_an_upload_whose_answer_was_lost_changes_no_product(vendure: VendureHarness):
    before = list(vendure.laptop.asset_ids)
    vendure.proxy.lose_next_answer("POST")
    with vendure.open(tries=3) as connector, pytest.raises(Temporary):
        connector.post_image(*vendure.example(), vendure.picture())
    assert vendure.laptop.asset_ids == before
    assert len(vendure.proxy.writes) == 1


def test_photos_that_vendure_leaves_out_without_a_word_are_noticed(vendure: VendureHarness):
    def forgotten(call: Call, document: Any) -> Any:
        told = document["variables"]["input"]
        return document | {"variables": {"input": told | {"assetIds": [*told["assetIds"][:-1], "4711"]}}}

    vendure.proxy.edit_writes(forgotten)
    with vendure.open() as connector, pytest.raises(BadReply, match="did not keep all"):
        connector.post_image(*vendure.example(), vendure.picture())


def test_a_file_that_is_no_picture_is_refused_in_vendures_words(vendure: VendureHarness):
    with vendure.open() as connector, pytest.raises(Refused, match="MIME type"):
        connector.add_image(vendure.example()[0], vendure.pictures.picture(b"hello", "a.jpg"))


def test_a_photo_that_the_product_has_not_is_not_found_and_nothing_is_written(vendure: VendureHarness):
    with vendure.open() as connector:
        with pytest.raises(NotFound):
            connector.post_image(vendure.example()[0], "4711", vendure.picture())
        with pytest.raises(NotFound):
            connector.post_product(vendure.example()[0], [Added(vendure.picture()), Kept("4711")])
    assert vendure.proxy.writes == []


def asset(number: str, kind: str = "IMAGE") -> dict[str, str]:
    return {"id": number, "type": kind}


@pytest.mark.parametrize(
    ("featured", "wanted", "whole"),
    [
        ("b", ["b", "a", "c"], ["a", "film", "b", "c"]),
        ("b", ["n", "a", "c"], ["a", "film", "n", "c"]),
        ("b", ["b"], ["film", "b"]),
        ("b", ["c", "b", "a", "n"], ["b", "film", "c", "a", "n"]),
        ("x", ["x", "a", "b", "c"], ["x", "film", "a", "b", "c"]),
        ("", ["a", "b", "c", "n"], ["a", "film", "b", "c", "n"]),
        ("b", [], ["film"]),
    ],
)
def test_the_whole_list_keeps_films_and_the_main_photo_where_they_are(
    featured: str, wanted: list[str], whole: list[str]
):
    live = {"assets": [asset("a"), asset("film", "VIDEO"), asset("b"), asset("c")]}
    found = whole_list(live | {"featuredAsset": asset(featured) if featured else None}, wanted)
    assert found == whole


@pytest.mark.parametrize("raw", [{}, {"id": None}, {"id": ""}, {"id": True}])
def test_a_thing_without_an_id_is_a_bad_reply(raw: Any):
    with pytest.raises(BadReply, match="id"):
        mapping.identifier(raw)
