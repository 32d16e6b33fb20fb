"""What Medusa does and other platforms do not."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from connectors.contract import Added, Kept
from connectors.errors import AuthFailed, BadReply, ConnectorError, NotFound, Refused, Temporary
from connectors.gallery import replace_image, sha256_of
from connectors.platforms.medusa import api, mapping
from connectors.platforms.medusa.arranging import links_after
from tests.connectors.medusa.harness import MedusaHarness
from tests.connectors.servers import Call, jpeg

RECORDED = Path(__file__).resolve().parents[3].parent / "shared" / "recorded" / "medusa"
recorded_only = pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded answers of Medusa are not here")


def recorded(name: str) -> Any:
    return json.loads((RECORDED / f"{name}.json").read_text())


def ids(medusa: MedusaHarness) -> list[str]:
    return [image.id for image in medusa.bag.images]


def links(medusa: MedusaHarness) -> list[list[str]]:
    """For each variant the pictures that it has links to."""
    return [
        [image.id for image in medusa.bag.images if variant.id in image.variant_ids] for variant in medusa.bag.variants
    ]


# ---- recorded ----------------------------------------------------------------------------------------------------


@recorded_only
def test_recorded_products_and_categories_are_read():
    products = recorded("products_page1")["body"]["products"]
    found = [mapping.product(raw) for raw in products]
    assert [product.name for product in found] == [raw["title"] for raw in products]
    assert [len(product.images or ()) for product in found] == [len(raw["images"]) for raw in products]
    assert not any(product.deactivated for product in found)
    categories = {one.id: one for one in map(mapping.category, recorded("categories")["body"]["product_categories"])}
    assert {one.parent_id for one in categories.values()} - {None} <= set(categories)


@recorded_only
@pytest.mark.parametrize(("name", "kind"), [("error_401", AuthFailed), ("error_404", NotFound)])
def test_recorded_refusals_are_told_apart(medusa: MedusaHarness, name: str, kind: type[ConnectorError]):
    real = recorded(name)
    medusa.proxy.answer_next(real["status"], json.dumps(real["body"]).encode())
    with medusa.open() as connector, pytest.raises(kind):
        connector.gallery("prod_1")


@recorded_only
def test_the_double_answers_in_the_recorded_shape(medusa: MedusaHarness):
    (ours,) = medusa.store.shop.product_json(medusa.bag)["images"][:1]
    (real,) = recorded("product_update_images_keep_others")["body"]["product"]["images"][:1]
    assert ours.keys() - real.keys() == {"variants"}, "asked for by name"
    assert real.keys() <= ours.keys()
    listed = recorded("products_page1")["body"]
    with medusa.open() as connector:
        page = connector.http.get("admin/products").json()
    assert page.keys() == listed.keys()
    assert page["products"][0].keys() - listed["products"][0].keys() == {"tags"}


# ---- reading -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("entered", ["https://m.example/app/", "https://m.example/", "m.example"])
def test_the_address_is_taken_as_people_copy_it(entered: str):
    assert api.shop_url({"url": entered}) == "https://m.example"


def test_the_store_says_its_name_and_usual_currency(medusa: MedusaHarness):
    with medusa.open() as connector:
        found = connector.check()
    assert (found.name, found.currency) == ("Medusa Store", "EUR")


def test_changes_are_asked_for_at_that_moment_or_later(medusa: MedusaHarness):
    medusa.bag.updated = datetime(2027, 1, 1, tzinfo=UTC)
    with medusa.open() as connector:
        (page,) = connector.product_pages(since=medusa.bag.updated)
    assert [product.id for product in page.products] == [medusa.bag.id]


def test_drafts_are_deactivated(medusa: MedusaHarness):
    with medusa.open() as connector:
        products = [product for page in connector.product_pages() for product in page.products]
    assert [product.name for product in products if product.deactivated] == ["Tote 12"]
    assert (products[0].tags, products[0].ean) == (("sale",), "4006381333931")


@pytest.mark.parametrize("killed", [False, True])
def test_products_deleted_while_pages_are_read_hide_none(
    medusa: MedusaHarness, monkeypatch: pytest.MonkeyPatch, killed: bool
):
    monkeypatch.setattr(medusa.page_size, 4)
    first, second, *_ = medusa.product_ids()
    with medusa.open() as connector:
        pages = connector.product_pages()
        page = next(pages)
        for gone in (first, second):
            del medusa.store.shop.products[gone]
        rest = connector.product_pages(cursor=page.next_cursor) if killed else pages
        seen = [product.id for one in (page, *rest) for product in one.products]
    assert set(seen) >= set(medusa.product_ids())


def test_pictures_come_in_order_of_their_rank(medusa: MedusaHarness):
    def shuffled(call: Call, document: Any) -> Any:
        document["product"]["images"].reverse()
        return document

    medusa.proxy.edit_answers(shuffled)
    with medusa.open() as connector:
        assert [image.id for image in connector.gallery(medusa.bag.id).images] == ids(medusa)


def test_a_variant_without_links_shows_no_photo_of_its_own(medusa: MedusaHarness):
    first, second, _ = ids(medusa)
    with medusa.open() as connector:
        variants = connector.gallery(medusa.bag.id).variants
    assert [variant.image_id for variant in variants] == [second, second, first, None]


def test_a_variants_thumbnail_says_what_it_shows(medusa: MedusaHarness):
    medusa.bag.variants[0].thumbnail = medusa.bag.images[2].url
    medusa.bag.variants[1].thumbnail = "https://elsewhere.example/a.jpg"
    with medusa.open() as connector:
        variants = connector.gallery(medusa.bag.id).variants
    assert [variant.image_id for variant in variants[:2]] == [ids(medusa)[2], ids(medusa)[1]]


def test_an_id_cannot_lead_to_another_path(medusa: MedusaHarness):
    with medusa.open() as connector, pytest.raises(NotFound):
        connector.gallery("../stores")
    assert medusa.proxy.reads[0].startswith("/admin/products/..%2Fstores?")


# ---- writing -----------------------------------------------------------------------------------------------------


def test_a_swap_keeps_the_other_ids_and_moves_every_link(medusa: MedusaHarness):
    first, old, third = ids(medusa)
    with medusa.open() as connector:
        new = connector.post_image(medusa.bag.id, old, medusa.picture())
    assert ids(medusa) == [first, new.id, third]
    assert links(medusa) == [[new.id], [new.id, third], [first, new.id], []]
    assert new.url.startswith(f"{medusa.proxy.url}/static/")


def test_publishing_tells_links_by_itself_and_takes_none_away(medusa: MedusaHarness):
    first, old, third = ids(medusa)
    original = medusa.pictures.picture(jpeg(2))
    with medusa.open() as connector:
        written = replace_image(
            connector, product_id=medusa.bag.id, image_id=old, expected_sha256=sha256_of(original.data),
            picture=medusa.picture(), original=original, keep_snapshot=lambda snapshot: None,
        )  # fmt: skip
    assert links(medusa) == [[written.remote_id], [written.remote_id, third], [first, written.remote_id], []]


@pytest.mark.parametrize(("place", "follows"), [(0, True), (1, False)])
def test_the_products_thumbnail_follows_a_replaced_photo(medusa: MedusaHarness, place: int, follows: bool):
    before = medusa.bag.thumbnail
    with medusa.open() as connector:
        new = connector.post_image(medusa.bag.id, ids(medusa)[place], medusa.picture())
    assert medusa.bag.thumbnail == (new.url if follows else before)


def test_a_thumbnail_that_is_another_photos_follows_that_one(medusa: MedusaHarness):
    medusa.bag.thumbnail = medusa.bag.images[1].url
    with medusa.open() as connector:
        new = connector.post_image(*medusa.example(), medusa.picture())
    assert medusa.bag.thumbnail == new.url


def test_a_thumbnail_of_its_own_stays(medusa: MedusaHarness):
    medusa.bag.thumbnail = "https://cdn.example/own.jpg"
    with medusa.open() as connector:
        connector.post_image(medusa.bag.id, ids(medusa)[0], medusa.picture())
        connector.post_product(medusa.bag.id, [])
    assert medusa.bag.thumbnail == "https://cdn.example/own.jpg"


def test_another_first_photo_becomes_the_thumbnail(medusa: MedusaHarness):
    turned = ids(medusa)[::-1]
    with medusa.open() as connector:
        connector.post_product(medusa.bag.id, [Kept(one) for one in turned])
    assert (ids(medusa), medusa.bag.thumbnail) == (turned, medusa.bag.images[0].url)


def test_a_variants_thumbnail_follows_its_photo(medusa: MedusaHarness):
    medusa.bag.variants[3].thumbnail = medusa.bag.images[1].url
    with medusa.open() as connector:
        new = connector.post_image(*medusa.example(), medusa.picture())
        assert medusa.bag.variants[3].thumbnail == new.url
        kept = [Kept(one) for one in ids(medusa)]
        after = connector.post_product(medusa.bag.id, kept, variant_images={medusa.bag.variants[3].id: 2})
    assert medusa.bag.variants[3].thumbnail == after.images[2].url
    assert after.variants[3].image_id == after.images[2].id


def test_a_variant_is_given_another_photo(medusa: MedusaHarness):
    first, second, third = ids(medusa)
    chosen = {medusa.bag.variants[n].id: place for n, place in ((0, 2), (1, 0), (2, 1), (3, 0))}
    with medusa.open() as connector:
        after = connector.post_product(medusa.bag.id, [Kept(one) for one in ids(medusa)], variant_images=chosen)
    assert [variant.image_id for variant in after.variants] == [third, first, second, first]
    assert links(medusa) == [[third], [first, second, third], [second], [first]]


def test_a_photo_is_added_at_its_place(medusa: MedusaHarness):
    before = ids(medusa)
    with medusa.open() as connector:
        first = connector.add_image(medusa.bag.id, medusa.picture(11), position=0)
        last = connector.add_image(medusa.bag.id, medusa.picture(12))
    assert ids(medusa) == [first.id, *before, last.id]


def test_an_upload_that_the_hub_cannot_read_back_is_not_put_into_the_product(medusa: MedusaHarness):
    """The file module takes its own address for http://localhost:9000 until it is told (recorded)."""
    before = ids(medusa)
    medusa.store.backend_url = "http://localhost:9"
    with medusa.open() as connector, pytest.raises(Refused, match="localhost:9, where the hub cannot read"):
        connector.post_image(*medusa.example(), medusa.picture())
    assert ids(medusa) == before
    assert len(medusa.proxy.writes) == 1


@pytest.mark.parametrize("name", ["100%25 cotton.jpg", "50%.jpg", "Füße #1?.jpg"])
def test_a_file_may_have_any_name(medusa: MedusaHarness, name: str):
    """Medusa's own file module does not find a percent sign again."""
    new = replace(medusa.picture(), filename=name)
    with medusa.open() as connector:
        added = connector.add_image(medusa.bag.id, new)
        assert connector.read_picture(added.url) == new.data


def test_an_upload_that_the_store_changes_is_not_put_into_the_product(medusa: MedusaHarness, monkeypatch: Any):
    keep = medusa.store.shop.keep
    monkeypatch.setattr(medusa.store.shop, "keep", lambda name, data: keep(name, data[:-1]))
    with medusa.open() as connector, pytest.raises(Refused, match="as it was sent"):
        connector.post_image(*medusa.example(), medusa.picture())
    assert len(medusa.proxy.writes) == 1


def test_a_write_that_is_accepted_without_effect_is_noticed(medusa: MedusaHarness):
    def without_effect(call: Call, document: Any) -> Any:
        return {"images": [entry for entry in document["images"] if "id" in entry]}

    medusa.proxy.edit_writes(without_effect)
    with medusa.open() as connector, pytest.raises(BadReply, match="does not show the images"):
        connector.post_image(*medusa.example(), medusa.picture())


def test_a_lost_upload_changes_no_product_and_is_not_sent_again(medusa: MedusaHarness):
    before = ids(medusa)
    medusa.proxy.lose_next_answer("POST")
    with medusa.open(tries=3) as connector, pytest.raises(Temporary):
        connector.post_image(*medusa.example(), medusa.picture())
    assert ids(medusa) == before
    assert len(medusa.proxy.writes) == 1


def test_bodies_are_strict_and_refusals_in_medusas_words(medusa: MedusaHarness):
    with medusa.open() as connector, pytest.raises(Refused, match="Unrecognized fields: 'alt'"):
        connector.api.write(f"admin/products/{medusa.bag.id}", {"alt": "x"})


def test_a_photo_that_the_product_has_not_is_not_found_and_nothing_is_written(medusa: MedusaHarness):
    with medusa.open() as connector:
        with pytest.raises(NotFound):
            connector.post_image(medusa.bag.id, "img_4711", medusa.picture())
        with pytest.raises(NotFound):
            connector.post_product(medusa.bag.id, [Added(medusa.picture()), Kept("img_4711")])
    assert medusa.proxy.writes == []


def test_two_photos_with_the_same_address_keep_their_ids(medusa: MedusaHarness):
    first, second, third = medusa.bag.images
    third.url = first.url
    with medusa.open() as connector:
        new = connector.post_image(medusa.bag.id, second.id, medusa.picture())
    assert ids(medusa) == [first.id, new.id, third.id]


@pytest.mark.parametrize(
    ("before", "target", "after"),
    [
        (["b"], None, ["n"]),
        (["b", "c"], "n", ["n", "c"]),
        (["a", "b"], "n", ["n"]),
        (["c"], "a", ["a", "c"]),
        ([], "a", ["a"]),
        (["gone"], None, []),
    ],
)
def test_links_go_to_the_heir_and_to_what_is_chosen(before: list[str], target: str | None, after: list[str]):
    assert links_after(before, {"b": "n"}, ["a", "n", "c"], target) == after
