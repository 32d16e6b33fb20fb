"""The double answers in the shapes that the real PrestaShop was recorded with, and the connector reads the real ones."""

from __future__ import annotations

import base64
import io
import json
import urllib.request
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest
from defusedxml.ElementTree import fromstring
from PIL import Image

from connectors.platforms.prestashop import access, mapping
from connectors.platforms.prestashop.document import document, new_image_id, xml_root
from connectors.platforms.prestashop.facts import Facts
from connectors.platforms.prestashop.pictures import public_url, same_picture
from connectors.reply import Reply
from tests.connectors.prestashop.harness import KEY, PrestaShopHarness
from tests.connectors.servers import jpeg

RECORDED = Path(__file__).resolve().parents[3].parent / "shared" / "recorded" / "prestashop"
pytestmark = pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded answers of PrestaShop are not here")
SHOP = "https://shop.example"
FACTS = Facts("1", "en", ZoneInfo("Europe/Paris"))


def recorded(name: str) -> bytes:
    return (RECORDED / name).read_bytes()


def reply(name: str) -> Reply:
    return Reply(200, {}, recorded(name), f"{SHOP}/api/x")


class Asked:
    """What the double answers to a call with the key."""

    def __init__(
        self, presta: PrestaShopHarness, path: str, *, method: str = "GET", key: str = KEY, form: bytes = b""
    ) -> None:
        headers = {"Authorization": f"Basic {base64.b64encode(f'{key}:'.encode()).decode()}"} if key else {}
        body = None
        if form:
            headers["Content-Type"] = "multipart/form-data; boundary=B"
            body = (
                b'--B\r\nContent-Disposition: form-data; name="image"; filename="a.jpg"\r\n\r\n'
                + form
                + b"\r\n--B--\r\n"
            )
        url = f"{presta.store.url}/api/{quote(path, safe='/?=&')}"
        try:
            with urllib.request.urlopen(
                urllib.request.Request(url, body, headers, method=method), timeout=10
            ) as answer:
                self.status, self.headers, self.body = answer.status, answer.headers, answer.read()
        except HTTPError as error:
            self.status, self.headers, self.body = error.code, error.headers, error.read()


def missing(real: Any, ours: Any, at: str = "") -> list[str]:
    """What the double says in another shape than the real program, of what the double says at all."""
    if isinstance(ours, dict) and isinstance(real, dict):
        return [
            line
            for name in ours
            for line in (
                missing(real[name], ours[name], f"{at}.{name}") if name in real else [f"{at}.{name}: not there"]
            )
        ]
    if isinstance(ours, list) and isinstance(real, list):
        return [line for one in ours for line in missing(real[0], one, f"{at}[]")] if real else []
    return [] if type(real) is type(ours) else [f"{at}: {type(real).__name__} there, {type(ours).__name__} here"]


def tags(element: Any) -> Any:
    """An element as its name, its attributes' names and what is in it."""
    return (element.tag, sorted(element.keys()), [tags(one) for one in element])


@pytest.mark.parametrize(
    ("name", "path"),
    [
        (
            "products_list_json.json",
            "products?output_format=JSON&language=1&display=[id,id_default_image,reference,active,date_upd,name]",
        ),
        ("categories.json", "categories?output_format=JSON&language=1&display=[id,name,id_parent,active,date_upd]"),
        ("product_full_json.json", "products/{id}?output_format=JSON&language=1"),
    ],
)
def test_json_has_the_recorded_shape(presta: PrestaShopHarness, name: str, path: str):
    ours = json.loads(Asked(presta, path.format(id=presta.example()[0])).body)
    # The recorder left out what was empty.
    ours.get("product", {}).pop("ean13", None)
    assert missing(json.loads(recorded(name)), ours) == []


def test_a_whole_product_as_xml_has_the_recorded_shape(presta: PrestaShopHarness):
    ours = fromstring(Asked(presta, f"products/{presta.example()[0]}?language=1").body)
    real = {one.tag: one for one in fromstring(recorded("product_full.xml"))[0]}
    for one in ours[0]:
        if one.tag != "associations":
            assert [inner.tag for inner in one] == [inner.tag for inner in real[one.tag]]
    for one in ours[0].find("associations"):
        same = real["associations"].find(one.tag)
        assert tags(one[0])[2] == tags(same[0])[2]
        assert one.get("nodeType") == same.get("nodeType")
        assert one[0].tag == same[0].tag


def test_the_list_of_resources_has_the_recorded_rights(presta: PrestaShopHarness):
    real, ours = xml_root(reply("index.xml")), fromstring(Asked(presta, "").body)
    assert access.shop_name(real) == "PSTest"
    access.assert_allowed(real)
    for resource in access.NEEDED:
        there, here = real.find(f"api/{resource}"), ours.find(f"api/{resource}")
        assert {name: there.get(name) for name in ("get", "put", "post")} == {
            name: here.get(name) for name in ("get", "put", "post")
        }


def test_a_products_pictures_are_listed_as_recorded(presta: PrestaShopHarness):
    real = fromstring(recorded("images_products_1.xml"))
    ours = fromstring(Asked(presta, f"images/products/{presta.example()[0]}").body)
    assert [one.tag for one in ours[0]] == [one.tag for one in real[0]]
    assert (ours[0].tag, ours[0].get("id")) == (real[0].tag, presta.example()[0])
    assert real[0].get("id") == "1"


def test_without_a_key_the_answer_is_text_as_recorded(presta: PrestaShopHarness):
    answer = Asked(presta, "products", key="")
    assert (answer.status, answer.body) == (401, recorded("error_401.xml").strip())
    assert answer.headers["Content-Type"].startswith("text/html")


def test_a_real_put_of_a_form_is_refused_as_recorded(presta: PrestaShopHarness):
    product_id, image_id = presta.example()
    answer = Asked(presta, f"images/products/{product_id}/{image_id}", method="PUT", form=jpeg(1))
    assert answer.status == 400
    assert fromstring(answer.body).findtext("errors/error/code") == "76"
    assert answer.body.split() == recorded("image_replace_realPUT.xml").split()


def test_an_added_photo_is_answered_as_recorded(presta: PrestaShopHarness):
    presta.store.shop.reencodes = False
    answer = Asked(presta, f"images/products/{presta.example()[0]}", method="POST", form=jpeg(1))
    real, ours = fromstring(recorded("image_add.xml")), fromstring(answer.body)
    assert [one.tag for one in ours] == [one.tag for one in real]
    assert [one.tag for one in ours[0]] == [one.tag for one in real[0]]
    assert ours[0].findtext("position") == real[0].findtext("position") == "4"
    assert base64.b64decode(ours.findtext("content")) == jpeg(1)
    assert new_image_id(reply("image_add.xml")) == "47"


def test_what_is_not_there_has_an_empty_body(presta: PrestaShopHarness):
    for path in ("products/4711", "images/products/4711", "products/4711?output_format=JSON&display=[id]"):
        answer = Asked(presta, path)
        assert (answer.status, answer.body) == (404, b"")


def test_the_real_shop_encodes_what_it_is_sent_at_a_quality_of_90():
    content = base64.b64decode(fromstring(recorded("image_add.xml")).findtext("content"))
    assert b"CREATOR: gd-jpeg v1.0" in content[:200]
    assert b"quality = 90" in content[:200]
    with Image.open(io.BytesIO(content)) as stored:
        again = io.BytesIO()
        stored.save(again, "JPEG", quality=90)
    assert same_picture(again.getvalue(), content)


@pytest.mark.parametrize("name", ["product_full_json.json", "product_full.xml"])
def test_the_recorded_product_is_read_alike_from_json_and_xml(name: str):
    product = mapping.product(document(reply(name))["product"], [], FACTS, SHOP)
    assert (product.id, product.name, product.sku) == ("1", "Hummingbird printed t-shirt", "demo_1")
    assert product.category_ids == ("2", "3", "4")
    assert [image.url for image in product.images or ()] == [public_url(SHOP, "1", one) for one in ("1", "2", "46")]
    assert product.updated_at is not None
    assert product.updated_at.isoformat() == "2026-11-21T03:10:41+00:00"
    assert not product.deactivated


def test_the_recorded_lists_are_read():
    rows = document(reply("products_list_json.json"))["products"]
    assert [row["id"] for row in rows] == [36, 35, 34, 33, 32]
    found = {one.id: one for one in mapping.categories(document(reply("categories.json"))["categories"], FACTS)}
    assert {one.id: one.parent_id for one in found.values()} == {"2": None, "3": "2", "6": "2", "9": "2"}
    assert found["6"].product_count == 11
