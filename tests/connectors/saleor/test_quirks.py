"""What Saleor does and other platforms do not."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from connectors.contract import Added, Kept
from connectors.errors import AuthFailed, BadReply, ConnectorError, NotFound, Refused, Temporary
from connectors.platforms.saleor import mapping
from connectors.platforms.saleor.arranging import in_places
from connectors.platforms.saleor.connector import SaleorConnector
from connectors.signing import hmac_base64
from tests.connectors.saleor.harness import SaleorHarness
from tests.connectors.servers import Answer, Call, Server, jpeg


def order(saleor: SaleorHarness) -> list[str]:
    return [str(media.id) for media in saleor.tee.media]


@pytest.mark.parametrize(
    "entered", ["https://s.example/graphql/", "https://s.example/graphql", "https://s.example/dashboard/", "s.example"]
)
def test_the_address_is_taken_as_people_copy_it(entered: str):
    assert SaleorConnector.base_url({"url": entered}) == "https://s.example/graphql/"


def test_a_token_without_the_permission_is_refused_at_once(saleor: SaleorHarness):
    saleor.store.permissions = ["MANAGE_ORDERS"]
    with saleor.open() as connector, pytest.raises(AuthFailed, match="Manage products"):
        connector.check()


@pytest.mark.parametrize("ask", ["product_pages", "categories"])
def test_a_token_that_ended_does_not_make_the_store_look_empty(saleor: SaleorHarness, ask: str):
    """Saleor shows whoever has no token the storefront, without any error for lists of products."""
    with saleor.open(token="ended") as connector, pytest.raises(AuthFailed):
        list(getattr(connector, ask)())


def test_an_answer_to_somebody_who_is_no_app_is_refused(saleor: SaleorHarness):
    saleor.proxy.edit_answers(lambda call, document: {"data": document["data"] | {"app": None}})
    with saleor.open() as connector, pytest.raises(AuthFailed, match="token"):
        connector.counts()


def test_pictures_are_read_as_they_were_uploaded(saleor: SaleorHarness):
    product_id, _ = saleor.example()
    with saleor.open() as connector:
        images = connector.gallery(product_id).images
        assert [connector.read_picture(image.url) for image in images] == [jpeg(1), jpeg(2), jpeg(3)]
        assert connector.read_picture(images[0].thumbnail_url) != jpeg(1)


def test_films_are_no_photos(saleor: SaleorHarness):
    with saleor.open() as connector:
        gallery = connector.gallery(saleor.example()[0])
        listed = next(
            one for page in connector.product_pages() for one in page.products if one.id == gallery.product_id
        )
    assert (len(gallery.images), listed.image_count, len(saleor.tee.media)) == (3, 3, 4)


def test_a_product_that_no_channel_publishes_is_deactivated(saleor: SaleorHarness):
    with saleor.open() as connector:
        products = [product for page in connector.product_pages() for product in page.products]
    assert [product.name for product in products if product.deactivated] == ["Tee 12"]


def test_categories_are_a_tree(saleor: SaleorHarness):
    with saleor.open() as connector:
        apparel, tees = connector.categories()
    assert (apparel.parent_id, tees.parent_id, tees.product_count) == (None, apparel.id, 10)


def test_a_change_while_pages_are_read_hides_no_product(saleor: SaleorHarness, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(saleor.page_size, 3)
    with saleor.open() as connector:
        pages = connector.product_pages()
        seen = [product.id for product in next(pages).products]
        saleor.change_product(seen[0])
        seen += [product.id for page in pages for product in page.products]
    assert set(seen) == set(saleor.product_ids())


def test_a_list_that_does_not_move_on_is_a_bad_reply(saleor: SaleorHarness, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(saleor.page_size, 3)

    def stuck(call: Call, document: Any) -> Any:
        document["data"]["products"]["pageInfo"]["endCursor"] = "same"
        return document

    saleor.proxy.edit_answers(stuck)
    with saleor.open() as connector, pytest.raises(BadReply, match="endCursor"):
        list(connector.product_pages(cursor="same"))


# ---- writing -----------------------------------------------------------------------------------------------------


def test_films_stay_where_they_are_when_a_photo_is_swapped(saleor: SaleorHarness):
    first, film, old, back = order(saleor)
    with saleor.open() as connector:
        new = connector.post_image(saleor.example()[0], old, saleor.picture())
    assert order(saleor) == [first, film, new.id, back]


def test_every_variant_that_showed_the_old_photo_shows_the_new_one_in_its_place(saleor: SaleorHarness):
    first, _, old, back = map(int, order(saleor))
    with saleor.open() as connector:
        new = int(connector.post_image(saleor.example()[0], str(old), saleor.picture()).id)
    assert [set(one.media_ids) for one in saleor.tee.variants] == [{new}, {new, back}, {first, new}, set()]


def test_links_that_are_told_take_no_others_away(saleor: SaleorHarness):
    first, _, _, back = map(int, order(saleor))
    shown = {str(one.id): n for one, n in zip(saleor.tee.variants, (1, 1, 0), strict=False)}
    wanted = [Kept(str(first)), Added(saleor.picture()), Kept(str(back))]
    with saleor.open() as connector:
        new = int(connector.post_product(saleor.example()[0], wanted, variant_images=shown).images[1].id)
    assert [set(one.media_ids) for one in saleor.tee.variants] == [{new}, {new, back}, {first, new}, set()]


def test_a_variant_is_given_another_photo(saleor: SaleorHarness):
    product_id, side = saleor.example()
    first, _, _, back = order(saleor)
    kept = [Kept(one) for one in (first, side, back)]
    variant = str(saleor.tee.variants[0].id)
    with saleor.open() as connector:
        after = connector.post_product(product_id, kept, variant_images={variant: 2})
        assert {one.id: one.image_id for one in after.variants}[variant] == back
        after = connector.post_product(product_id, kept, variant_images={variant: 0})
    assert {one.id: one.image_id for one in after.variants}[variant] == first


def test_only_alt_texts_that_change_are_written(saleor: SaleorHarness):
    with saleor.open() as connector:
        images = connector.gallery(saleor.example()[0]).images
        kept = [Kept(images[0].id, alt=images[0].alt), Kept(images[1].id, alt="From the left"), Kept(images[2].id)]
        after = connector.post_product(saleor.example()[0], kept)
    assert [image.alt for image in after.images] == [images[0].alt, "From the left", images[2].alt]
    assert len(saleor.proxy.writes) == 1


def test_what_fails_halfway_leaves_the_product_as_it_was(saleor: SaleorHarness):
    before = deepcopy(saleor.tee)
    saleor.proxy.edit_writes(lambda call, document: document | {"variables": document["variables"] | {"mediaIds": []}})
    with saleor.open() as connector, pytest.raises(Refused, match="Incorrect number of media IDs"):
        connector.post_image(*saleor.example(), saleor.picture())
    assert (saleor.tee.variants, saleor.tee.media) == (before.variants, before.media)


def test_an_order_that_was_written_unheard_is_taken_back(saleor: SaleorHarness):
    before = deepcopy(saleor.tee)

    def unheard(call: Call, document: Any) -> Any:
        saleor.proxy.lose_next_answer("PUT")
        return document

    saleor.proxy.edit_writes(unheard)
    with saleor.open() as connector, pytest.raises(Temporary):
        connector.post_image(*saleor.example(), saleor.picture(), position=0)
    assert (saleor.tee.variants, saleor.tee.media) == (before.variants, before.media)


def test_a_file_that_is_no_picture_is_refused_in_saleors_words(saleor: SaleorHarness):
    picture = saleor.pictures.picture(b"GIF?", "a.jpg")
    with saleor.open() as connector, pytest.raises(Refused, match="Saleor says: Invalid file type"):
        connector.add_image(saleor.example()[0], picture)


def test_a_photo_that_the_product_has_not_is_not_found_and_nothing_is_written(saleor: SaleorHarness):
    product_id, _ = saleor.example()
    with saleor.open() as connector:
        for write in (
            lambda: connector.post_image(product_id, "4711", saleor.picture()),
            lambda: connector.post_product(product_id, [Added(saleor.picture()), Kept("4711")]),
        ):
            with pytest.raises(NotFound):
                write()
    assert saleor.proxy.writes == []


@pytest.mark.parametrize("status", [429, 503])
def test_a_write_is_not_sent_again_by_itself(saleor: SaleorHarness, status: int):
    with saleor.open(tries=3) as connector:
        live = connector.gallery(saleor.example()[0])
        saleor.proxy.answer_next(status)
        with pytest.raises(Temporary):
            connector.api.write("productMediaDelete", "mutation { x }", id=live.images[0].id)
    assert len(saleor.proxy.writes) == 1


def test_places_of_others_are_kept():
    assert in_places(["a", "film", "b", "c"], ["c", "a", "b"]) == ["c", "film", "a", "b"]


@pytest.mark.parametrize("raw", [{}, {"id": 7}, {"id": "x"}, {"id": "Q2F0ZWdvcnk6MQ=="}, None])
def test_an_id_of_something_else_is_a_bad_reply(raw: Any):
    with pytest.raises(BadReply, match="Product"):
        mapping.number(raw, "Product")


# ---- webhooks ----------------------------------------------------------------------------------------------------

HEX = "5672948d9b0bb8de626568e7e449ed70154217d90c378dcb825cc2135fc649e6"
read = SaleorConnector.read_webhook


def test_the_signature_fits_the_known_vector_and_says_nothing_of_an_unknown_product():
    with pytest.raises(BadReply, match="Product"):
        read("hush", {"Saleor-Signature": HEX}, b'{"id":1}')


BASE64 = hmac_base64("hush", b'{"id":1}')
UNSIGNED = [("hush", ""), ("hush", "x" * 64), ("other", HEX), ("", HEX), ("hush", BASE64)]


@pytest.mark.parametrize(("secret", "signature"), UNSIGNED)
def test_a_call_that_is_not_signed_by_the_store_is_refused(secret: str, signature: str):
    with pytest.raises(AuthFailed):
        read(secret, {"saleor-signature": signature}, b'{"id":1}')


def test_a_registered_webhook_tells_of_changes_once_however_often_it_is_registered(saleor: SaleorHarness):
    calls: list[Call] = []

    def hub(call: Call) -> Answer:
        calls.append(call)
        return Answer(200)

    with Server(hub) as server:
        with saleor.open() as connector:
            connector.register_webhook(f"{server.url}/hook", "first")
            connector.register_webhook(f"{server.url}/hook", "s3cret")
        changed = saleor.product_ids()[1]
        saleor.change_product(changed)
        saleor.change_product(changed)
    first, second = [read("s3cret", call.headers, call.body) for call in calls]
    assert (first.topic, first.product_ids) == ("product_updated", (changed,))
    assert first.id != second.id
    assert first == read("s3cret", calls[0].headers, calls[0].body), "a call that is sent again is the same event"
    with pytest.raises(ConnectorError):
        read("first", calls[0].headers, calls[0].body)
