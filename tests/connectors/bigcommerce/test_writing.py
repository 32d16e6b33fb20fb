"""What writing to BigCommerce has of its own: addresses and uploads, numbers that move, the thumbnail, and copies."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest

from connectors.contract import Added, Kept, Picture
from connectors.errors import NotFound, Refused, Temporary
from connectors.gallery import NotAsSent, replace_image, sha256_of
from connectors.platforms.bigcommerce import media, variants
from tests.connectors.bigcommerce.harness import BigCommerceHarness
from tests.connectors.bigcommerce.shop import Photo, Product
from tests.connectors.servers import jpeg


@pytest.fixture
def product(big: BigCommerceHarness) -> Product:
    """Four photos numbered 0 to 3; the first is the thumbnail."""
    return big.store.shop.add_product("Four", [jpeg(n) for n in range(1, 5)])


def written(big: BigCommerceHarness) -> list[tuple[str, str]]:
    return [(call.method, call.path.rpartition("/")[2]) for call in big.proxy.writes]


def shown(big: BigCommerceHarness, product: Product) -> list[str]:
    with big.open() as connector:
        return [image.id for image in connector.gallery(str(product.id)).images]


def ids(product: Product) -> list[str]:
    return [str(photo.id) for photo in product.photos]


def photo_of(product: Product, image_id: str) -> Photo:
    return next(photo for photo in product.photos if str(photo.id) == image_id)


# ---- one photo ---------------------------------------------------------------------------------------------------


def test_a_replaced_photo_keeps_its_id_number_text_and_flag_in_one_call(big: BigCommerceHarness, product: Product):
    photo = product.photos[0]
    photo.description, photo.sort_order = "Side & <b>back</b>", 5
    before = replace(photo)
    with big.open() as connector:
        new = connector.post_image(str(product.id), str(photo.id), big.picture())
    assert new.id == str(before.id)
    assert replace(before, file=photo.file, modified=photo.modified) == photo
    assert photo.file != before.file
    assert big.store.shop.files[photo.file] == big.picture().data
    assert written(big) == [("PUT", str(photo.id))]
    assert json.loads(big.proxy.writes[0].body).keys() == {"image_url"}


def test_an_address_of_more_than_255_characters_is_uploaded_instead(big: BigCommerceHarness, product: Product):
    picture = big.pictures.picture(jpeg(7), f"{'long' * 60}.jpg")
    assert len(picture.url) > 255
    with big.open() as connector:
        connector.post_image(str(product.id), ids(product)[1], picture)
    assert big.store.shop.files[product.photos[1].file] == picture.data
    assert [call.headers["content-type"].partition(";")[0] for call in big.proxy.writes] == ["multipart/form-data"]


def test_a_store_that_cannot_reach_the_hub_is_sent_the_bytes(big: BigCommerceHarness, product: Product):
    big.store.writes.reaches = False
    with big.open() as connector:
        connector.post_image(str(product.id), ids(product)[1], big.picture())
    assert big.store.shop.files[product.photos[1].file] == big.picture().data
    assert (product.photos[1].description, product.photos[1].sort_order) == ("Four, photo 2", 1)
    assert len(written(big)) == 2


def test_an_address_that_is_taken_without_any_effect_is_followed_by_the_bytes(
    big: BigCommerceHarness, product: Product
):
    big.store.writes.ignores = {"address"}
    with big.open() as connector:
        connector.post_image(str(product.id), ids(product)[1], big.picture())
    assert big.store.shop.files[product.photos[1].file] == big.picture().data


def test_a_store_that_says_200_and_changes_nothing_is_named(big: BigCommerceHarness, product: Product):
    big.store.writes.ignores = {"address", "upload"}
    with big.open() as connector, pytest.raises(Refused, match="kept the old file"):
        connector.post_image(str(product.id), ids(product)[1], big.picture())
    assert big.store.shop.files[product.photos[1].file] == jpeg(2)


def test_an_answer_that_tells_nothing_is_left_to_the_read_back(big: BigCommerceHarness, product: Product):
    big.store.writes.ignores = {"address", "upload"}

    def silent(call: Any, document: Any) -> Any:
        return {"data": {"id": 1}, "meta": {}} if call.method == "PUT" else document

    big.proxy.edit_answers(silent)
    with big.open() as connector, pytest.raises(NotAsSent):
        replace_image(
            connector,
            product_id=str(product.id),
            image_id=ids(product)[1],
            expected_sha256=sha256_of(jpeg(2)),
            picture=big.picture(),
            original=big.pictures.picture(jpeg(2)),
            keep_snapshot=lambda snapshot: None,
        )


@pytest.mark.parametrize(
    ("mime", "size", "named"), [("image/tiff", 10, "image/tiff"), ("image/jpeg", media.MAX_BYTES + 1, "8 MB")]
)
def test_what_bigcommerce_does_not_take_is_told_before_anything_is_sent(
    big: BigCommerceHarness, product: Product, mime: str, size: int, named: str
):
    picture = Picture(big.picture().url, "x.jpg", mime, bytes(size))
    with big.open() as connector:
        with pytest.raises(Refused, match=named):
            connector.post_image(str(product.id), ids(product)[0], picture)
        with pytest.raises(Refused, match=named):
            connector.add_image(str(product.id), picture)
    assert written(big) == []


def test_a_refusal_is_in_the_stores_own_words(big: BigCommerceHarness, product: Product):
    picture = big.pictures.picture(b"x", "x.exe")
    with big.open() as connector, pytest.raises(Refused, match=r"image is not valid\. image_file: wrong type"):
        connector.post_image(str(product.id), ids(product)[0], picture)


@pytest.mark.parametrize("status", [423, 500, 503])
def test_a_write_that_may_work_later_is_sent_once_and_in_one_way(
    big: BigCommerceHarness, product: Product, status: int
):
    big.store.writes.fails_with = status
    with big.open(tries=4) as connector, pytest.raises(Temporary):
        connector.post_image(str(product.id), ids(product)[0], big.picture())
    assert len(written(big)) == 1


def test_a_photo_that_is_gone_is_not_found(big: BigCommerceHarness, product: Product):
    with big.open() as connector:
        for image_id in ("1", "no", str(big.towel.photos[0].id)):
            with pytest.raises(NotFound):
                connector.post_image(str(product.id), image_id, big.picture())
        with pytest.raises(NotFound):
            connector.gallery("1/images")
    assert written(big) == []


# ---- order -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("numbers", [(0, 1, 2, 3), (0, 0, 0, 0), (3, 1, 7, 1), (-5, 9, -5, 2)])
def test_any_order_becomes_any_other(big: BigCommerceHarness, numbers: tuple[int, ...]):
    """Raising a number moves others; many are equal; the thumbnail stands anywhere."""
    for order in permutations(range(4)):
        product = numbered(big, numbers)
        wanted = [ids(product)[place] for place in order]
        with big.open() as connector:
            connector.post_product(str(product.id), [Kept(one) for one in wanted])
        assert shown(big, product) == wanted
        assert [str(photo.id) for photo in product.photos if photo.is_thumbnail] == wanted[:1]


@pytest.mark.parametrize("numbers", [(0, 1, 2, 3), (0, 0, 0, 0), (9, 1, 2, 3)])
def test_a_photo_is_added_at_any_place(big: BigCommerceHarness, numbers: tuple[int, ...]):
    for place in range(5):
        product = numbered(big, numbers)
        before = shown(big, product)
        with big.open() as connector:
            new = connector.add_image(str(product.id), big.picture(), position=place, alt="Below")
        assert shown(big, product) == [*before[:place], new.id, *before[place:]]
        added = photo_of(product, new.id)
        assert (added.description, added.is_thumbnail) == ("Below", place == 0)
        assert big.store.shop.files[added.file] == big.picture().data


def numbered(big: BigCommerceHarness, numbers: tuple[int, ...]) -> Product:
    """A product whose photos have these numbers; the first is the thumbnail."""
    product = big.store.shop.add_product("Numbered", [jpeg(n) for n in range(len(numbers))])
    for photo, number in zip(product.photos, numbers, strict=True):
        photo.sort_order = number
    return product


def test_what_is_in_order_already_is_not_written(big: BigCommerceHarness, product: Product):
    product.photos[0].sort_order = 9
    with big.open() as connector:
        wanted = [Kept(image.id, alt=image.alt) for image in connector.gallery(str(product.id)).images]
        connector.post_product(str(product.id), wanted)
        assert written(big) == []
        connector.post_product(str(product.id), [wanted[0], replace(wanted[1], alt=""), *wanted[2:]])
    assert written(big) == [("PUT", ids(product)[1])]
    assert json.loads(big.proxy.writes[0].body) == {"description": ""}


def test_a_photo_at_the_end_is_one_upload(big: BigCommerceHarness, product: Product):
    with big.open() as connector:
        connector.add_image(str(product.id), big.picture())
    assert written(big) == [("POST", "images")]


def test_the_first_photo_of_a_product_becomes_its_thumbnail(big: BigCommerceHarness):
    empty = big.store.shop.add_product("Empty", [])
    with big.open() as connector:
        new = connector.add_image(str(empty.id), big.picture())
    assert new.position == 0
    assert empty.photos[0].is_thumbnail


def test_what_is_left_out_is_removed_after_all_that_is_new_is_there(big: BigCommerceHarness, product: Product):
    first, second, third, last = ids(product)
    with big.open() as connector:
        after = connector.post_product(str(product.id), [Added(big.picture(), alt="New"), Kept(third)])
    assert [image.id for image in after.images] == [*ids(product)[-1:], third]
    assert [image.alt for image in after.images] == ["New", "Four, photo 3"]
    assert [method for method, _ in written(big)][-3:] == ["DELETE"] * 3
    assert {one for method, one in written(big) if method == "DELETE"} == {first, second, last}


def test_a_photo_of_another_product_changes_nothing(big: BigCommerceHarness, product: Product):
    with big.open() as connector, pytest.raises(NotFound, match="99999"):
        connector.post_product(str(product.id), [Added(big.picture()), Kept("99999")])
    assert written(big) == []


def test_a_replaced_photo_moves_to_the_end(big: BigCommerceHarness, product: Product):
    first, *others = ids(product)
    with big.open() as connector:
        new = connector.post_image(str(product.id), first, big.picture(), position=99)
    assert new.position == 3
    assert shown(big, product) == [*others, first]


# ---- variants' copies --------------------------------------------------------------------------------------------


def test_a_variant_with_a_copy_of_the_replaced_photo_gets_the_new_one(big: BigCommerceHarness, product: Product):
    same, other, none = big.store.shop.add_variants(product, "Same", "Other", "None")
    same.file = big.store.shop.put_copy(jpeg(2), "a.jpg")
    other.file = before = big.store.shop.put_copy(jpeg(3), "b.jpg")
    with big.open() as connector:
        connector.post_image(str(product.id), ids(product)[1], big.picture())
    assert big.store.shop.files[same.file] == big.picture().data
    assert (other.file, none.file) == (before, "")


def test_a_copy_that_cannot_be_read_or_written_is_left_and_the_photo_is_replaced(
    big: BigCommerceHarness, product: Product
):
    lost, same = big.store.shop.add_variants(product, "Lost", "Same")
    lost.file = "attribute_rule_images/gone.jpg"
    same.file = big.store.shop.put_copy(jpeg(2), "a.jpg")
    big.store.writes.reaches = False
    with big.open() as connector:
        connector.post_image(str(product.id), ids(product)[1], big.picture())
    assert big.store.shop.files[product.photos[1].file] == big.picture().data
    assert big.store.shop.files[same.file] == jpeg(2)


def test_a_product_with_more_copies_than_are_fetched_keeps_them(
    big: BigCommerceHarness, product: Product, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(variants, "MOST_COPIES", 1)
    for variant in big.store.shop.add_variants(product, "A", "B"):
        variant.file = big.store.shop.put_copy(jpeg(2), "a.jpg")
    with big.open() as connector:
        connector.post_image(str(product.id), ids(product)[1], big.picture())
    assert {big.store.shop.files[variant.file] for variant in product.variants} == {jpeg(2)}
    assert written(big) == [("PUT", ids(product)[1])]


def test_a_webp_photo_is_no_variants_picture(big: BigCommerceHarness, product: Product):
    (same,) = big.store.shop.add_variants(product, "Same")
    same.file = before = big.store.shop.put_copy(jpeg(2), "a.jpg")
    picture = replace(big.pictures.picture(jpeg(7), "new.webp"), mime="image/webp")
    with big.open() as connector:
        connector.post_image(str(product.id), ids(product)[1], picture)
    assert same.file == before


def test_a_variant_is_linked_to_another_photo_by_a_copy_of_it(big: BigCommerceHarness, product: Product):
    first, second = big.store.shop.add_variants(product, "First", "Second")
    with big.open() as connector:
        kept = [Kept(one) for one in ids(product)]
        connector.post_product(str(product.id), kept, variant_images={str(first.id): 0, str(second.id): 2})
    assert first.file == ""
    assert big.store.shop.files[second.file] == jpeg(3)
