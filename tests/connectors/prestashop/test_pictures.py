"""How PrestaShop's pictures are read, overwritten and added."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageDraw

from connectors.contract import Picture
from connectors.errors import BadReply, NotFound, Refused, Temporary
from connectors.gallery import replace_image, sha256_of
from connectors.platforms.prestashop.pictures import ids_of, public_url, same_picture
from tests.connectors.prestashop.harness import PrestaShopHarness
from tests.connectors.prestashop.shop import Product, turned
from tests.connectors.servers import jpeg


def photo(seed: int, *, speck: bool = False, size: tuple[int, int] = (320, 213), kind: str = "JPEG") -> bytes:
    """A picture with soft and hard edges; `speck` is what a retoucher takes away."""
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    draw = ImageDraw.Draw(image)
    draw.ellipse((60, 40, 220, 190), fill=(200, 30 + seed, 40))
    draw.rectangle((200, 20, 300, 90), fill=(10, 90, 200 - seed))
    if speck:
        draw.ellipse((100, 100, 109, 109), fill=(170, 60, 60))
    out = io.BytesIO()
    image.save(out, kind, quality=95)
    return out.getvalue()


def first(presta: PrestaShopHarness) -> Product:
    return next(iter(presta.store.shop.products.values()))


# ---- reading ---------------------------------------------------------------------------------------------------


def test_a_picture_is_read_from_the_webservice_and_not_from_its_public_address(presta: PrestaShopHarness):
    product_id, image_id = presta.example()
    with presta.open() as connector:
        image = connector.gallery(product_id).images[1]
        data = connector.read_picture(image.url)
    assert image.url == f"{presta.proxy.url}/img/p/{'/'.join(image_id)}/{image_id}.jpg#{product_id}"
    assert data == presta.store.shop.files[int(image_id)]
    call = presta.proxy.calls[-1]
    assert call.path == f"/api/images/products/{product_id}/{image_id}"
    assert call.headers["authorization"].startswith("Basic ")


def test_an_address_of_anybody_elses_is_read_without_the_key(presta: PrestaShopHarness):
    image_id = first(presta).image_ids[0]
    with presta.open() as connector:
        connector.read_picture(f"{presta.proxy.url}/img/p/1/2/{image_id}.jpg")
        assert connector.read_picture(presta.picture().url)
    assert "authorization" not in presta.proxy.calls[-1].headers


@pytest.mark.parametrize(
    "url",
    [
        "https://other.example/img/p/1/2/12.jpg#5",
        "https://shop.example/img/p/1/2/12.jpg",
        "https://shop.example/img/p/1/2/12.jpg#x",
        "https://shop.example/img/p/../api/12.jpg#5",
    ],
)
def test_only_addresses_that_the_connector_gave_out_are_its_own(url: str):
    own = public_url("https://shop.example", "5", "12")
    assert ids_of("https://shop.example", own) == ("5", "12")
    assert ids_of("https://shop.example", url) is None


def test_a_picture_that_is_gone_is_not_found(presta: PrestaShopHarness):
    product = first(presta)
    with presta.open() as connector:
        lost, removed, _ = connector.gallery(str(product.id)).images
        del presta.store.shop.files[int(lost.id)]
        product.image_ids.remove(int(removed.id))
        for image in (lost, removed):
            with pytest.raises(NotFound, match="does not exist"):
                connector.read_picture(image.url)


# ---- overwriting -----------------------------------------------------------------------------------------------


def test_a_photo_is_overwritten_by_a_post_that_counts_as_a_put(presta: PrestaShopHarness):
    product = first(presta)
    before = (product.image_ids[:], product.cover, product.updated, dict(presta.store.shop.legends))
    with presta.open() as connector:
        shown = connector.post_image(*presta.example(), presta.picture())
        assert connector.same_picture(presta.store.shop.files[int(shown.id)], presta.picture().data)
    (write,) = presta.proxy.writes
    assert (write.method, write.path.partition("?")[2]) == ("POST", "ps_method=PUT")
    assert (shown.id, shown.position) == (presta.example()[1], 1)
    assert (product.image_ids, product.cover, product.updated, presta.store.shop.legends) == before


def test_a_photo_may_be_overwritten_in_its_own_place_but_not_moved(presta: PrestaShopHarness):
    with presta.open() as connector:
        connector.post_image(*presta.example(), presta.picture(), position=1)
        number = len(presta.proxy.writes)
        with pytest.raises(Refused, match="cannot move"):
            connector.post_image(*presta.example(), presta.picture(), position=0)
    assert len(presta.proxy.writes) == number == 1


def test_a_photo_that_is_not_there_is_not_overwritten(presta: PrestaShopHarness):
    with presta.open() as connector:
        for product_id, image_id in [("4711", "1"), (presta.example()[0], "4711"), (presta.example()[0], "x/1")]:
            with pytest.raises(NotFound):
                connector.post_image(product_id, image_id, presta.picture())
    assert presta.proxy.writes == []


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"no picture", "format is not recognized"), (jpeg(3) + b"x" * 3_000_000, "maximum allowed is 3000 KB")],
)
def test_a_picture_that_prestashop_does_not_take_is_refused_in_its_words(
    presta: PrestaShopHarness, data: bytes, said: str
):
    with presta.open() as connector, pytest.raises(Refused, match=said):
        connector.post_image(*presta.example(), presta.pictures.picture(data))
    assert presta.store.shop.files[int(presta.example()[1])] == jpeg(2)


def test_an_answer_that_is_no_picture_is_a_bad_reply(presta: PrestaShopHarness):
    with presta.open() as connector:
        product = presta.store.shop.rows("products")[0]
        gallery = b'{"products":[{"id":%d,"associations":{"images":[{"id":%d}]}}]}'
        presta.proxy.answer_next(200, gallery % (product["id"], int(presta.example()[1])))
        presta.proxy.answer_next(200, b"<html>Log in</html>", Content_Type="text/html")
        with pytest.raises(BadReply, match="did not answer with the new photo"):
            connector.post_image(*presta.example(), presta.picture())


def test_a_photo_that_a_note_turns_is_not_sent(presta: PrestaShopHarness):
    picture = presta.pictures.picture(turned(photo(1)))
    with presta.open() as connector:
        with pytest.raises(Refused, match="save it upright"):
            connector.post_image(*presta.example(), picture)
        with pytest.raises(Refused, match="save it upright"):
            connector.add_image(presta.example()[0], picture)
    assert presta.proxy.writes == []


# ---- adding ----------------------------------------------------------------------------------------------------


def test_a_photo_is_added_at_the_end_without_an_alt_text(presta: PrestaShopHarness):
    product = first(presta)
    cover, updated = product.cover, product.updated
    with presta.open() as connector:
        one = connector.add_image(str(product.id), presta.picture(11), alt="From below")
        other = connector.add_image(str(product.id), presta.picture(12), position=4)
        images = connector.gallery(str(product.id)).images
        assert connector.same_picture(connector.read_picture(other.url), presta.picture(12).data)
    assert (one.position, one.alt, other.position) == (3, "", 4)
    assert images[3:] == (one, other)
    assert (product.cover, product.updated) == (cover, updated)


def test_the_first_photo_of_a_product_is_its_cover(presta: PrestaShopHarness):
    product = presta.store.shop.add_product("Card", [])
    with presta.open() as connector:
        added = connector.add_image(str(product.id), presta.picture(), position=0)
    assert (added.position, product.cover) == (0, int(added.id))


def test_a_photo_is_not_added_between_others(presta: PrestaShopHarness):
    with presta.open() as connector, pytest.raises(Refused, match="only after all others"):
        connector.add_image(presta.example()[0], presta.picture(), position=1)
    assert presta.proxy.writes == []


def test_a_photo_is_added_whatever_the_name_of_its_file(presta: PrestaShopHarness):
    picture = Picture("", "photo", "image/png", photo(1, kind="PNG"))
    with presta.open() as connector:
        assert connector.add_image(presta.example()[0], picture).position == 3


def test_an_addition_whose_answer_is_lost_is_not_sent_twice(presta: PrestaShopHarness):
    presta.proxy.lose_next_answer("POST")
    with presta.open(tries=3) as connector, pytest.raises(Temporary):
        connector.add_image(presta.example()[0], presta.picture())
    assert len(presta.proxy.writes) == 1
    assert len(first(presta).image_ids) == 4


def test_a_product_that_is_gone_gets_no_photo(presta: PrestaShopHarness):
    with presta.open() as connector, pytest.raises(NotFound):
        connector.add_image("4711", presta.picture())
    assert presta.proxy.writes == []


# ---- the same photo, encoded anew ------------------------------------------------------------------------------


@pytest.mark.parametrize("quality", [95, 90, 75, 60])
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_photo_that_prestashop_encoded_anew_is_the_same_photo(presta: PrestaShopHarness, kind: str, quality: int):
    presta.store.shop.reencodes, presta.store.shop.quality = True, quality
    picture = presta.pictures.picture(photo(3, kind=kind))
    with presta.open() as connector:
        for shown in (
            connector.post_image(*presta.example(), picture),
            connector.add_image(presta.example()[0], picture),
        ):
            stored = connector.read_picture(shown.url)
            assert stored != picture.data
            assert connector.same_picture(stored, picture.data)


def test_a_transparent_picture_is_the_same_on_white(presta: PrestaShopHarness):
    presta.store.shop.reencodes = True
    image = Image.new("RGBA", (100, 80), (0, 0, 0, 0))
    ImageDraw.Draw(image).ellipse((20, 20, 70, 60), fill=(20, 120, 60, 255))
    out = io.BytesIO()
    image.save(out, "PNG")
    stored = presta.store.shop.stored(out.getvalue(), turns=True)
    assert same_picture(stored, out.getvalue())


@pytest.mark.parametrize(
    "other",
    [
        photo(3, speck=True),
        photo(40),
        photo(3, size=(321, 213)),
        photo(3)[:4000],
        b"<html>",
        b"",
    ],
)
def test_a_photo_before_its_retouching_or_any_other_is_not_the_same(presta: PrestaShopHarness, other: bytes):
    presta.store.shop.reencodes = True
    stored = presta.store.shop.stored(photo(3), turns=False)
    assert not same_picture(stored, other)
    assert not same_picture(other, photo(3))


def test_prestashop_turns_a_photo_that_is_added_and_not_one_that_overwrites(presta: PrestaShopHarness):
    presta.store.shop.reencodes = True
    data = turned(photo(1))
    assert same_picture(presta.store.shop.stored(data, turns=False), photo(1))
    with Image.open(io.BytesIO(presta.store.shop.stored(data, turns=True))) as upright:
        assert upright.size == (213, 320)


def test_a_publication_keeps_order_links_and_captions(presta: PrestaShopHarness):
    product = first(presta)
    product_id, image_id = presta.example()
    legends = dict(presta.store.shop.legends)
    with presta.open() as connector:
        before = connector.gallery(product_id)
        original = presta.pictures.picture(connector.read_picture(before.images[1].url))
        written = replace_image(
            connector, product_id=product_id, image_id=image_id, expected_sha256=sha256_of(original.data),
            picture=presta.picture(), original=original, keep_snapshot=lambda snapshot: None,
        )  # fmt: skip
    assert written.gallery == before
    assert presta.store.shop.legends == legends
    assert [one.image_ids for one in product.combinations] == [[product.image_ids[2], product.image_ids[1]]] * 2 + [[0]]
