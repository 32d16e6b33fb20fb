"""What a PrestaShop with an API client can do beyond its webservice: order, cover, captions, and taking photos off."""

from __future__ import annotations

import pytest

from connectors.contract import Added, Kept
from connectors.errors import AuthFailed, BadReply, NotFound, Refused, Temporary
from connectors.gallery import replace_image, sha256_of
from tests.connectors.prestashop.admin_fake import READ, form_of
from tests.connectors.prestashop.client_harness import ClientHarness
from tests.connectors.prestashop.shop import Product, turned
from tests.connectors.servers import Answer


def first(nine: ClientHarness) -> Product:
    return nine.store.shop.products[int(nine.example()[0])]


def changed(nine: ClientHarness) -> list[dict[str, object]]:
    """What was sent to change photos by the Admin API."""
    return [form_of(call) for call in nine.proxy.writes if "/admin-api/" in call.path and call.method == "POST"]


# ---- captions --------------------------------------------------------------------------------------------------


def test_an_added_photo_has_its_caption_in_the_default_language_alone(nine: ClientHarness):
    nine.store.shop.default_language = 2
    with nine.open() as connector:
        added = connector.add_image(nine.example()[0], nine.picture(), position=1, alt=" Vue de côté ")
    assert (added.position, added.alt) == (1, "")
    assert nine.store.shop.legends[int(added.id)] == {1: "", 2: "Vue de côté"}


def test_replacing_and_moving_keeps_captions_of_every_language(nine: ClientHarness):
    legends = dict(nine.store.shop.legends)
    product_id, image_id = nine.example()
    with nine.open() as connector:
        moved = connector.post_image(product_id, image_id, nine.picture(), position=0)
        connector.post_product(product_id, [Kept(one.id) for one in reversed(connector.gallery(product_id).images)])
    assert (moved.id, moved.position) == (image_id, 0)
    assert nine.store.shop.legends == legends


def test_a_text_is_written_and_an_empty_one_leaves_the_caption(nine: ClientHarness):
    one, other, third = first(nine).image_ids
    legends = dict(nine.store.shop.legends)
    wanted = [Kept(str(one), alt=""), Kept(str(other), "New"), Kept(str(third), legends[third][1])]
    with nine.open() as connector:
        connector.post_product(nine.example()[0], wanted)
    assert nine.store.shop.legends == legends | {other: {1: "New", 2: "Hummingbird shirt, photo 2 (fr)"}}
    assert changed(nine) == [{"legends": {"en-US": "New"}}]


@pytest.mark.parametrize("text", ["x" * 129, "a < b", "{name}"])
def test_a_caption_that_prestashop_does_not_take_is_refused_before_anything_is_written(nine: ClientHarness, text: str):
    with nine.open() as connector, pytest.raises(Refused, match="caption"):
        connector.add_image(nine.example()[0], nine.picture(), alt=text)
    assert nine.proxy.writes == []


def test_a_photo_without_any_caption_is_read(nine: ClientHarness):
    nine.store.shop.legends[first(nine).image_ids[0]] = {}
    with nine.open() as connector:
        assert connector.admin.photos(nine.example()[0])[0].captions == {}


# ---- order and cover -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("numbers", [(1, 2, 3), (1, 2, 5), (1, 1, 2), (0, 1, 2), (2, 2, 2)])
@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (1, 2, 0), (2, 1, 0), (0, 2, 1)])
def test_any_order_is_kept_whatever_the_positions_were(
    nine: ClientHarness, numbers: tuple[int, ...], order: tuple[int, ...]
):
    product = first(nine)
    product.positions = dict(zip(product.image_ids, numbers, strict=True))
    wanted = [product.image_ids[place] for place in order]
    with nine.open() as connector:
        after = connector.post_product(str(product.id), [Kept(str(one)) for one in wanted])
    assert [int(image.id) for image in after.images] == product.image_ids == wanted
    assert product.cover == wanted[0]


def test_what_is_in_order_is_not_written(nine: ClientHarness):
    product = first(nine)
    product.cover = product.image_ids[1]
    with nine.open() as connector:
        before = connector.gallery(str(product.id))
        assert connector.post_product(str(product.id), [Kept(one.id) for one in before.images]) == before
        connector.add_image(str(product.id), nine.picture())
    assert changed(nine) == []
    assert product.cover == product.image_ids[1]


def test_a_shop_that_keeps_another_order_is_told_and_the_added_photo_taken_back(nine: ClientHarness):
    nine.store.admin.keeps_order = False
    ids = first(nine).image_ids[:]
    with nine.open() as connector, pytest.raises(BadReply, match="order"):
        connector.add_image(nine.example()[0], nine.picture(), position=1)
    assert first(nine).image_ids == ids


def test_a_photo_is_the_main_one_of_a_product_that_had_none(nine: ClientHarness):
    product = nine.store.shop.add_product("Card", [])
    with nine.open() as connector:
        added = connector.add_image(str(product.id), nine.picture(), position=7, alt="Front")
    assert (added.position, product.cover) == (0, int(added.id))


# ---- the whole list --------------------------------------------------------------------------------------------


def test_a_product_gets_exactly_these_photos(nine: ClientHarness):
    product = first(nine)
    one, other, third = map(str, product.image_ids)
    with nine.open() as connector:
        after = connector.post_product(str(product.id), [Added(nine.picture(8), "Front"), Kept(third), Kept(one)])
        shown = connector.read_picture(after.images[0].url)
        assert connector.same_picture(shown, nine.picture(8).data)
    assert [image.id for image in after.images][1:] == [third, one]
    assert product.cover == int(after.images[0].id)
    assert int(other) not in nine.store.shop.files
    assert {variant.image_id for variant in after.variants} == {third, None}


def test_variants_that_go_on_showing_the_same_photo_are_no_hindrance(nine: ClientHarness):
    product_id, image_id = nine.example()
    with nine.open() as connector:
        before = connector.gallery(product_id)
        wanted = [Kept(image_id), *(Kept(one.id) for one in before.images if one.id != image_id)]
        links = {variant.id: 0 for variant in before.variants if variant.image_id == image_id}
        after = connector.post_product(product_id, wanted, variant_images=links)
    assert links and [variant.image_id for variant in after.variants] == [one.image_id for one in before.variants]


@pytest.mark.parametrize("case", ["another", "hidden", "new", "none"])
def test_a_variant_that_is_to_show_another_photo_is_refused_before_anything_is_written(nine: ClientHarness, case: str):
    product = first(nine)
    one, other, third = (Kept(str(image_id)) for image_id in product.image_ids)
    variant = str(product.combinations[0].id)
    images, links = {
        "another": ([one, other, third], {variant: 0}),
        "hidden": ([one, third, other], {variant: 2}),
        "new": ([one, Added(nine.picture()), third], {variant: 1}),
        "none": ([one, other, third], {str(product.combinations[2].id): 1}),
    }[case]
    with nine.open() as connector, pytest.raises(Refused, match="which photo a combination shows"):
        connector.post_product(str(product.id), images, variant_images=links)
    assert nine.proxy.writes == []


def test_what_is_not_there_or_lies_on_its_side_is_told_before_anything_is_written(nine: ClientHarness):
    product_id, _ = nine.example()
    lying = nine.pictures.picture(turned(nine.picture().data))
    with nine.open() as connector:
        with pytest.raises(NotFound, match="no photo 4711"):
            connector.post_product(product_id, [Kept("4711")])
        with pytest.raises(NotFound):
            connector.post_product("4711", [])
        with pytest.raises(NotFound):
            connector.post_image(product_id, "4711", nine.picture(), position=0)
        with pytest.raises(Refused, match="upright"):
            connector.add_image(product_id, lying, position=0)
        with pytest.raises(Refused, match="upright"):
            connector.post_image(product_id, nine.example()[1], lying, position=0)
    assert nine.proxy.writes == []


# ---- a right that is missing, and answers that are none --------------------------------------------------------


def test_a_client_that_may_no_longer_read_writes_nothing(nine: ClientHarness):
    for scopes in nine.store.admin.tokens.values():
        scopes.remove(READ)
    product_id, image_id = nine.example()
    with nine.open() as connector:
        with pytest.raises(AuthFailed, match="product_read and product_write"):
            connector.post_image(product_id, image_id, nine.picture(), position=0)
        with pytest.raises(AuthFailed, match="product_read and product_write"):
            connector.add_image(product_id, nine.picture(), position=0)
        assert nine.proxy.writes == []
        assert connector.post_image(product_id, image_id, nine.picture()).id == image_id


def test_a_write_whose_answer_is_lost_is_not_sent_twice_and_its_photo_taken_back(nine: ClientHarness):
    nine.proxy.api = ("/admin-api/products/images/",)
    nine.proxy.lose_next_answer("POST")
    ids = first(nine).image_ids[:]
    with nine.open(tries=3) as connector, pytest.raises(Temporary):
        connector.add_image(nine.example()[0], nine.picture(), position=1)
    assert len(changed(nine)) == 1
    assert first(nine).image_ids == ids


@pytest.mark.parametrize(
    "body",
    [
        b"<html>",
        b"",
        b"{}",
        b"[7]",
        b'[{"imageId": "x", "position": 1}]',
        b'[{"imageId": 1, "position": 1, "legends": 7}]',
    ],
)
def test_an_answer_that_is_no_list_of_photos_is_a_bad_reply(nine: ClientHarness, body: bytes):
    nine.proxy.api = ("/admin-api/",)
    nine.proxy.answer_next(200, body)
    with nine.open() as connector, pytest.raises(BadReply):
        connector.admin.photos(nine.example()[0])


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Answer(422, b'{"detail": "Property Image->legend is not valid"}'), Refused),
        (Answer(400, b'"Multi shop is enabled, you must specify a shop context"'), Refused),
        (Answer(404, b"<html>"), NotFound),
        (Answer(500, b"{}"), Temporary),
    ],
)
def test_a_refused_change_is_told_in_the_shops_words(nine: ClientHarness, answer: Answer, error: type[Exception]):
    nine.proxy.api = ("/admin-api/",)
    nine.proxy.answer_next(answer.status, answer.body)
    with nine.open() as connector, pytest.raises(error) as caught:
        connector.admin.change("1", {"cover": "1"})
    if error is Refused:
        assert "legend is not valid" in str(caught.value) or "Multi shop" in str(caught.value)


# ---- a publication ---------------------------------------------------------------------------------------------


def test_a_publication_that_loses_order_and_a_new_one_that_holds_it(nine: ClientHarness):
    """What a module of the shop does while a photo is written is put right by the Admin API."""
    product_id, image_id = nine.example()
    legends = dict(nine.store.shop.legends)
    nine.proxy.edit_writes(nine.sabotaged)
    with nine.open() as connector:
        before = connector.gallery(product_id)
        original = nine.pictures.picture(connector.read_picture(before.images[1].url))
        written = replace_image(
            connector, product_id=product_id, image_id=image_id, expected_sha256=sha256_of(original.data),
            picture=nine.picture(), original=original, keep_snapshot=lambda snapshot: None,
        )  # fmt: skip
    assert written.gallery == before
    assert nine.store.shop.legends == legends
    assert len(changed(nine)) == 2
