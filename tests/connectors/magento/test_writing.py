"""What writing to Magento has of its own: roles, positions, videos, ids and the words of its refusals."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from connectors.contract import Added, Kept, Picture
from connectors.errors import BadReply, NotFound, Refused, Temporary
from connectors.gallery import replace_image, sha256_of
from connectors.platforms.magento import media
from tests.connectors.magento.harness import MagentoHarness
from tests.connectors.magento.shop import Entry, Product
from tests.connectors.servers import jpeg

COVER = ["image", "small_image", "thumbnail"]


@pytest.fixture
def product(magento: MagentoHarness) -> Product:
    """Three photos at positions 1 to 3, the first with the cover's roles, the last the swatch."""
    found = magento.store.shop.add_product("THREE", [jpeg(1), jpeg(2), jpeg(3)])
    found.entries[2].types = ["swatch_image"]
    return found


def written(magento: MagentoHarness) -> list[tuple[str, str]]:
    return [(call.method, call.path.rpartition("/")[2]) for call in magento.proxy.writes]


def ids(product: Product) -> list[str]:
    return [str(entry.id) for entry in product.entries]


def kept(product: Product, *places: int) -> list[Kept | Added]:
    return [Kept(str(product.entries[place].id)) for place in places]


def types(product: Product) -> dict[str, list[str]]:
    return {str(entry.id): entry.types for entry in product.entries}


def test_a_replaced_photo_keeps_its_id_roles_position_label_and_flag(magento: MagentoHarness, product: Product):
    entry = product.entries[0]
    entry.label, entry.disabled, entry.position = "Pack &amp; Strap", True, 4
    before = replace(entry, types=list(entry.types))
    with magento.open() as connector:
        new = connector.post_image("THREE", str(entry.id), magento.picture())
    assert new.id == str(before.id)
    assert replace(before, file=entry.file) == entry
    assert magento.store.shop.files[entry.file] == magento.picture().data
    assert written(magento) == [("PUT", str(entry.id))]
    assert magento.store.scopes_written == {"all"}


def test_a_label_and_a_position_that_are_null_stay_so(magento: MagentoHarness, product: Product):
    entry = product.entries[1]
    entry.label = entry.position = None
    with magento.open() as connector:
        connector.post_image("THREE", str(entry.id), magento.picture())
    assert (entry.label, entry.position) == (None, None)


def publish(magento: MagentoHarness, product: Product) -> Any:
    entry = product.entries[0]
    old = magento.store.shop.files[entry.file]
    with magento.open() as connector:
        return replace_image(
            connector,
            product_id=product.sku,
            image_id=str(entry.id),
            expected_sha256=sha256_of(old),
            picture=magento.picture(),
            original=magento.pictures.picture(old, "original.jpg"),
            keep_snapshot=lambda snapshot: None,
        )


def test_a_new_id_in_magento_2_3_is_found_and_nothing_else_changes(magento: MagentoHarness, product: Product):
    magento.store.version = (2, 3)
    old_id = product.entries[0].id
    result = publish(magento, product)
    assert result.remote_id == str(product.entries[0].id) != str(old_id)
    assert product.entries[0].types == COVER
    assert len(written(magento)) == 1


def test_an_older_magento_that_passes_the_file_over_is_named(magento: MagentoHarness, product: Product):
    magento.store.version = (2, 2)
    with pytest.raises(Refused, match=r"before 2\.3\.2"):
        publish(magento, product)
    assert magento.store.shop.files[product.entries[0].file] == jpeg(1)


def test_the_new_id_is_the_one_at_the_old_ones_position():
    def gallery(*pairs: tuple[int, int]) -> dict[str, Any]:
        return {
            "media_gallery_entries": [{"id": n, "media_type": "image", "position": p, "file": "/a"} for n, p in pairs]
        }

    before, old = gallery((1, 1), (2, 2)), {"id": 1, "position": 1, "file": "/a"}
    assert media.id_after(before, gallery((2, 2), (7, 1), (8, 3)), old) == "7"
    with pytest.raises(BadReply):
        media.id_after(before, gallery((2, 2)), old)


def test_what_is_in_order_already_is_not_written(magento: MagentoHarness, product: Product):
    product.entries[0].position = 9
    with magento.open() as connector:
        wanted = [Kept(image.id, alt=image.alt) for image in connector.gallery("THREE").images]
        connector.post_product("THREE", wanted, variant_images={"THREE": 0})
    assert written(magento) == []


def test_another_alt_text_is_the_only_thing_written(magento: MagentoHarness, product: Product):
    with magento.open() as connector:
        wanted = [Kept(image.id, alt=image.alt) for image in connector.gallery("THREE").images]
        connector.post_product("THREE", [wanted[0], replace(wanted[1], alt="Side <b>"), wanted[2]])
    assert written(magento) == [("PUT", ids(product)[1])]
    assert product.entries[1].label == "Side <b>"


def test_a_photo_at_the_end_is_one_call(magento: MagentoHarness, product: Product):
    with magento.open() as connector:
        new = connector.add_image("THREE", magento.picture(), alt="Below")
    assert written(magento) == [("POST", "media")]
    added = product.entry(int(new.id))
    assert (added.position, added.label, added.disabled, added.types) == (4, "Below", False, [])


def test_a_photo_in_between_moves_only_those_that_are_in_its_way(magento: MagentoHarness, product: Product):
    product.entries[2].position = 7
    with magento.open() as connector:
        new = connector.add_image("THREE", magento.picture(), position=1)
    assert new.position == 1
    assert [entry.position for entry in product.entries] == [1, 3, 7, 2]
    assert len(written(magento)) == 2


def test_a_main_photo_that_is_not_lowest_keeps_its_position(magento: MagentoHarness, product: Product):
    product.entries[0].position = 4
    with magento.open() as connector:
        new = connector.add_image("THREE", magento.picture())
    assert new.position == 3
    assert [entry.position for entry in product.entries] == [4, 2, 3, 5]
    assert written(magento) == [("POST", "media")]


def test_another_first_photo_takes_the_covers_roles_and_leaves_the_swatch(magento: MagentoHarness, product: Product):
    first, second, last = ids(product)
    product.entries[0].types, product.entries[2].types = [*COVER, "swatch_image"], []
    with magento.open() as connector:
        connector.post_product("THREE", kept(product, 1, 0, 2))
        assert types(product) == {first: ["swatch_image"], second: COVER, last: []}
        assert written(magento)[0] == ("PUT", second)
        connector.post_product("THREE", kept(product, 0, 1, 2))
    assert set(types(product)[first]) == {*COVER, "swatch_image"}
    assert [entry.position for entry in magento.store.shop.ordered(product)] == sorted(
        {entry.position for entry in product.entries}
    )


def test_the_roles_of_a_photo_that_leaves_go_to_the_first_before_it_goes(magento: MagentoHarness, product: Product):
    first, second, last = ids(product)
    with magento.open() as connector:
        after = connector.post_product("THREE", kept(product, 1))
    assert types(product) == {second: [*COVER, "swatch_image"]}
    assert [image.id for image in after.images] == [second]
    assert written(magento) == [("PUT", second), ("DELETE", first), ("DELETE", last)]


def test_a_new_main_photo_gets_the_roles_of_the_one_whose_place_it_takes(magento: MagentoHarness, product: Product):
    first, *_ = ids(product)
    with magento.open() as connector:
        after = connector.post_product("THREE", [Added(magento.picture(), alt="New"), *kept(product, 1, 2)])
        assert connector.read_picture(after.images[0].url) == magento.picture().data
    assert types(product)[after.images[0].id] == COVER
    assert written(magento) == [("POST", "media"), ("DELETE", first)]


def test_the_first_photo_of_a_bare_product_is_its_main_one(magento: MagentoHarness):
    bare = magento.store.shop.add_product("BARE", [])
    with magento.open() as connector:
        connector.add_image("BARE", magento.picture())
    assert bare.entries[0].types == COVER


def test_a_main_role_that_got_lost_is_given_back(magento: MagentoHarness, product: Product):
    product.entries[0].types = []
    with magento.open() as connector:
        connector.post_product("THREE", kept(product, 0, 1, 2))
        assert product.entries[0].types == []
        connector.post_product("THREE", kept(product, 0, 1, 2), variant_images={"THREE": 0})
    assert product.entries[0].types == COVER


def video(magento: MagentoHarness, product: Product, position: int) -> tuple[Entry, dict[str, Any]]:
    found = magento.store.shop.add_video(product, jpeg(9), position)
    assert found.video
    return found, dict(found.video)


def test_a_video_between_the_photos_keeps_its_place_and_its_contents(magento: MagentoHarness, product: Product):
    product.entries[1].position, product.entries[2].position = 3, 4
    entry, shown = video(magento, product, 2)
    with magento.open() as connector:
        connector.post_product("THREE", kept(product, 2, 1, 0))
    order = magento.store.shop.ordered(product)
    assert [one.media_type for one in order] == ["image", "external-video", "image", "image"]
    assert (entry.media_type, entry.video, entry.label) == ("external-video", shown, "On a walk")


def test_a_video_that_has_to_move_is_sent_back_whole(magento: MagentoHarness, product: Product):
    entry, shown = video(magento, product, 1)
    with magento.open() as connector:
        connector.add_image("THREE", magento.picture(), position=0)
        connector.post_product("THREE", kept(product, 1))
    assert (entry.media_type, entry.video) == ("external-video", shown)
    assert entry in product.entries


def test_a_sku_is_escaped_in_the_path_and_a_server_that_refuses_its_slash_is_named(magento: MagentoHarness):
    sku, image_id = magento.example()
    with magento.open() as connector:
        connector.post_image(sku, image_id, magento.picture())
        assert "/products/24-MB01%20Blue%2FL%20100%25/media/" in magento.proxy.writes[0].path
        magento.store.refuses_slashes = True
        assert connector.gallery(sku).images
        with pytest.raises(Refused, match="slash in the SKU"):
            connector.post_image(sku, image_id, magento.picture())


def test_a_photo_that_the_store_does_not_know_is_not_found(magento: MagentoHarness, product: Product):
    with magento.open() as connector:
        with pytest.raises(NotFound, match="4711"):
            connector.post_product("THREE", [Kept("4711")])
        with pytest.raises(NotFound):
            connector.post_image("THREE", "4711", magento.picture())
        with pytest.raises(NotFound):
            connector.post_product("NONE", [Added(magento.picture())])
    assert written(magento) == []


def test_a_file_that_is_no_picture_is_refused_in_the_stores_words(magento: MagentoHarness, product: Product):
    text = Picture(magento.pictures.url, "a.jpg", "image/jpeg", b"no picture")
    with magento.open() as connector:
        with pytest.raises(Refused, match="must be valid base64 encoded data"):
            connector.add_image("THREE", text)
        with pytest.raises(Refused, match="can't be saved") as caught:
            connector.post_image("THREE", ids(product)[0], text)
        assert "JPEG" not in str(caught.value)
        with pytest.raises(Refused, match=r"can't be saved.*takes JPEG, PNG and GIF.*image/webp"):
            connector.post_image("THREE", ids(product)[0], replace(text, mime="image/webp"))
    assert len(product.entries) == 3


@pytest.mark.parametrize(
    ("filename", "mime", "name"),
    [
        ("Retouched (1) – Ærø.JPEG", "image/jpeg", "retouched_1_r.jpg"),
        ("a:b*c?.png", "image/png", "a_b_c.png"),
        ("…", "image/gif", "photo.gif"),
        ("x.webp", "image/webp", "x.webp"),
        ("n" * 300 + ".jpg", "image/jpeg", "n" * 80 + ".jpg"),
    ],
)
def test_a_files_name_has_only_what_magento_allows(filename: str, mime: str, name: str):
    assert media.content(Picture("https://hub.example/x", filename, mime, b""))["name"] == name


def test_an_answer_to_an_addition_that_is_no_id_is_a_bad_reply(magento: MagentoHarness, product: Product):
    with magento.open() as connector:
        connector.gallery("THREE")
        magento.proxy.edit_answers(lambda call, document: document if call.method == "GET" else None)
        with pytest.raises(BadReply, match="which id"):
            connector.add_image("THREE", magento.picture())


def test_a_write_that_fails_is_not_sent_again(magento: MagentoHarness, product: Product):
    with magento.open(tries=3) as connector:
        live = connector.gallery("THREE").images[0]
        magento.proxy.lose_next_answer("POST")
        with pytest.raises(Temporary):
            connector.add_image("THREE", magento.picture())
        assert connector.gallery("THREE").images[0] == live
    assert written(magento) == [("POST", "media")]


def test_only_one_entry_is_sent_with_each_write(magento: MagentoHarness, product: Product):
    """A whole product with a part of its gallery would lose the rest."""
    with magento.open() as connector:
        connector.post_product("THREE", [*kept(product, 2, 1), Added(magento.picture())])
    bodies = [json.loads(call.body) for call in magento.proxy.writes if call.body]
    assert bodies
    assert all(body.keys() == {"entry"} for body in bodies)
    assert all("file" not in body["entry"] for body in bodies)
