"""The examples work against real servers of their kind; the JSON shop is what the contract suite runs on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from connectors.contract import (
    AddsImage,
    CountsThings,
    Kept,
    ReadsCategories,
    WritesImage,
    WritesProduct,
)
from connectors.errors import AuthFailed, NotFound
from connectors.gallery import can_replace, replace_image, sha256_of
from connectors.platforms.custom import abilities, paging
from connectors.platforms.custom.connector import CustomConnector
from connectors.platforms.custom.description import problems_of
from connectors.platforms.custom.examples import FOLDER, Example, examples
from tests.connectors.custom.harness import example
from tests.connectors.custom.opening import opened
from tests.connectors.custom.soap_shop import SoapShop
from tests.connectors.custom.xml_shop import XmlShop, fields_of
from tests.connectors.servers import PictureServer, jpeg

YESTERDAY = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)


@pytest.fixture
def xml_shop() -> Iterator[XmlShop]:
    with XmlShop() as shop:
        for number in range(1, 6):
            shop.add(number, f"Tee & {number}", [jpeg(number), jpeg(number + 20)], YESTERDAY + timedelta(hours=number))
        yield shop


@pytest.fixture
def soap_shop(monkeypatch: pytest.MonkeyPatch) -> Iterator[SoapShop]:
    monkeypatch.setattr(abilities, "POLL_S", 0)
    with SoapShop() as shop:
        for number in range(3):
            shop.add(f"Tee <{number}>", [jpeg(number), jpeg(number + 20), jpeg(number + 40)], YESTERDAY)
        yield shop


def xml_settings(shop: XmlShop) -> dict[str, str]:
    return {"description": example("xml_shop", f"{shop.url}/export/"), "secrets": "user=hub; password=pa:ss <word>"}


def soap_settings(shop: SoapShop) -> dict[str, str]:
    return {"description": example("soap_shop", f"{shop.url}/"), "secrets": "user=hub\npassword=<&>secret"}


@pytest.mark.parametrize("one", examples(), ids=lambda one: one.name)
def test_every_example_is_a_description_without_problems(one: Example):
    assert one.title
    assert problems_of(one.text) == []


def test_every_example_is_offered():
    assert {path.stem for path in FOLDER.glob("*.yaml")} == {one.name for one in examples()}


def test_an_ability_is_there_if_its_section_is():
    has = {name: CustomConnector.for_settings({"description": example(f"{name}_shop", "https://shop.example/")})
           for name in ("json", "xml", "soap")}  # fmt: skip
    assert issubclass(has["json"], CountsThings) and not issubclass(has["xml"], CountsThings)
    assert issubclass(has["xml"], ReadsCategories) and not issubclass(has["soap"], ReadsCategories)
    assert issubclass(has["xml"], WritesImage) and not issubclass(has["xml"], (WritesProduct, AddsImage))
    assert has["xml"].in_place and has["xml"].moves and not has["soap"].in_place and not has["soap"].moves
    assert has["json"].places and not has["soap"].places
    assert all(can_replace(kind) for kind in has.values())


# ---- XML ---------------------------------------------------------------------------------------------------------


def test_an_xml_shop_is_read_in_offsets(xml_shop: XmlShop, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(paging, "PAGE_SIZE", 2)
    xml_shop.items[1].status = "old"
    with opened(xml_settings(xml_shop), xml_shop.host) as connector:
        pages = list(connector.product_pages())
        products = [product for page in pages for product in page.products]
    assert [len(page.products) for page in pages] == [2, 2, 1]
    assert products[0].name == "Tee & 1"
    assert products[0].updated_at == YESTERDAY + timedelta(hours=1)
    assert (products[0].sku, products[0].ean, products[0].tags) == ("S1", "", ())
    assert products[0].category_ids == ("Women > Bottoms",)
    assert [product.deactivated for product in products] == [False, True, False, False, False]
    assert [image.alt for image in products[0].images] == ["Tee & 1 <1>", "Tee & 1 <2>"]


def test_an_xml_shop_of_one_or_no_product_is_read_too(xml_shop: XmlShop):
    del xml_shop.items[1:]
    del xml_shop.items[0].photos[1:]
    with opened(xml_settings(xml_shop), xml_shop.host) as connector:
        (product,) = next(connector.product_pages()).products
        assert len(product.images) == 1
        xml_shop.items[0].photos.clear()
        assert connector.gallery("1").images == ()
        xml_shop.items.clear()
        assert next(connector.product_pages()).products == ()


def test_changes_are_asked_for_as_the_shop_writes_its_times(xml_shop: XmlShop):
    with opened(xml_settings(xml_shop), xml_shop.host) as connector:
        (page,) = connector.product_pages(since=YESTERDAY + timedelta(hours=4))
    assert [product.id for product in page.products] == ["4", "5"]


def test_categories_are_taken_from_the_products_words(xml_shop: XmlShop):
    with opened(xml_settings(xml_shop), xml_shop.host) as connector:
        found = [(one.id, one.name, one.parent_id) for one in connector.categories()]
    assert found == [("Women", "Women", None), ("Women > Bottoms", "Bottoms", "Women")]


def test_an_error_in_a_200_is_an_error(xml_shop: XmlShop):
    with (
        opened(xml_settings(xml_shop), xml_shop.host) as connector,
        pytest.raises(NotFound, match='No product "of that" number'),
    ):
        connector.gallery("77")


def test_a_photo_goes_out_as_a_file_and_is_read_behind_the_password(xml_shop: XmlShop):
    with PictureServer() as pictures, opened(xml_settings(xml_shop), xml_shop.host) as connector:
        picture, old = pictures.picture(jpeg(7, (64, 48))), jpeg(1)
        written = replace_image(
            connector, product_id="1", image_id="11", expected_sha256=sha256_of(old), picture=picture,
            original=pictures.picture(old), keep_snapshot=lambda snapshot: None,
        )  # fmt: skip
    sent = fields_of(next(call for call in xml_shop.calls if call.method == "PUT"))
    assert (written.remote_id, written.data) == ("11", picture.data)
    assert sent.keys() == {"picture"}
    assert (sent["picture"].get_filename(), sent["picture"].get_content_type()) == ("retouched.jpg", "image/jpeg")


def test_a_field_of_a_form_without_a_value_is_left_out_else_it_is_text(xml_shop: XmlShop):
    with PictureServer() as pictures, opened(xml_settings(xml_shop), xml_shop.host) as connector:
        moved = connector.post_image("1", "12", pictures.picture(jpeg(7)), position=0)
    assert (moved.id, moved.position) == ("12", 0)


# ---- SOAP --------------------------------------------------------------------------------------------------------


def test_a_soap_shop_is_read_in_pages_of_envelopes(soap_shop: SoapShop, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(paging, "PAGE_SIZE", 2)
    with opened(soap_settings(soap_shop), soap_shop.host) as connector:
        pages = list(connector.product_pages())
        assert connector.check().name == soap_shop.host
    assert [[product.name for product in page.products] for page in pages] == [["Tee <0>", "Tee <1>"], ["Tee <2>"]]
    assert pages[0].products[0].images is None
    assert pages[0].products[0].updated_at == YESTERDAY
    assert soap_shop.actions == ["login", "list", "list", "list"]


def test_the_second_before_is_asked_for_as_well(soap_shop: SoapShop):
    """`lookback_s` is 60 in the example."""
    with opened(soap_settings(soap_shop), soap_shop.host) as connector:
        (page,) = connector.product_pages(since=YESTERDAY + timedelta(seconds=59))
        (none,) = connector.product_pages(since=YESTERDAY + timedelta(seconds=61))
    assert (len(page.products), len(none.products)) == (3, 0)


def test_a_session_that_ends_early_is_asked_for_anew_and_the_write_is_done_once(soap_shop: SoapShop):
    item = next(iter(soap_shop.items.values()))
    with PictureServer() as pictures, opened(soap_settings(soap_shop), soap_shop.host) as connector:
        connector.gallery(str(item.id))
        soap_shop.sessions.clear()
        connector.post_product(str(item.id), [Kept(str(photo.id)) for photo in reversed(item.photos)])
        assert soap_shop.actions.count("login") == 2
        assert soap_shop.actions.count("arrange") == 1
        connector.add_image(str(item.id), pictures.picture(jpeg(77)), alt="<Last> & least")
    assert soap_shop.actions.count("add") == 1
    assert item.photos[-1].alt == "<Last> & least"


def test_a_fault_is_told_in_the_shops_words(soap_shop: SoapShop):
    with opened(soap_settings(soap_shop), soap_shop.host) as store, pytest.raises(NotFound, match="No product of that"):
        store.gallery("999")
    wrong = soap_settings(soap_shop) | {"secrets": "user=hub;password=wrong"}
    with pytest.raises(AuthFailed, match="Wrong user or password"), opened(wrong, soap_shop.host):
        pass


def test_a_photo_takes_the_old_ones_place_with_its_text_and_its_variant(soap_shop: SoapShop):
    item = next(iter(soap_shop.items.values()))
    item.variants = {501: item.photos[1].id, 502: None}
    old = soap_shop.files[item.photos[1].file]
    with PictureServer() as pictures, opened(soap_settings(soap_shop), soap_shop.host) as connector:
        picture = pictures.picture(jpeg(99))
        before = connector.gallery(str(item.id))
        written = replace_image(
            connector, product_id=str(item.id), image_id=before.images[1].id, expected_sha256=sha256_of(old),
            picture=picture, original=pictures.picture(old), keep_snapshot=lambda snapshot: None,
        )  # fmt: skip
    assert written.remote_id not in {image.id for image in before.images}
    assert [image.alt for image in written.gallery.images] == [image.alt for image in before.images]
    assert {one.id: one.image_id for one in written.gallery.variants} == {"501": written.remote_id, "502": None}


def test_a_photo_under_a_new_id_is_found_by_being_new(soap_shop: SoapShop):
    item = next(iter(soap_shop.items.values()))
    known = {str(photo.id) for photo in item.photos}
    with PictureServer() as pictures, opened(soap_settings(soap_shop), soap_shop.host) as connector:
        new = connector.post_image(str(item.id), str(item.photos[0].id), pictures.picture(jpeg(99)))
    assert new.id not in known
    assert new.position == 0


def test_a_photo_that_is_processed_later_is_waited_for(soap_shop: SoapShop):
    item = next(iter(soap_shop.items.values()))
    soap_shop.late = 4
    with PictureServer() as pictures, opened(soap_settings(soap_shop), soap_shop.host) as connector:
        added = connector.add_image(str(item.id), pictures.picture(jpeg(99)), alt="Late")
    assert (added.alt, added.position) == ("Late", 3)
