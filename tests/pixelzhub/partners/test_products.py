"""/ext/products, one product at a time: what the documents print, and what they leave open."""

from __future__ import annotations

import uuid
from datetime import datetime

import pytest

from connectors.models import Article, Store
from tests.builders import make_merchant
from tests.pixelzhub.partners.caller import Caller

pytestmark = pytest.mark.django_db
EAN = "3760000000001"
PRINTED = {
    "ean": EAN,
    "name": "Support TV mural fixe 37-75 pouces",
    "brand_name": "KIMEX",
    "supplier_code": "KIMEX",
    "weight": 1.5,
    "status": "active",
}


@pytest.fixture
def caller(merchant) -> Caller:
    return Caller(merchant)


@pytest.fixture
def product(caller) -> dict:
    return caller.post("/ext/products", PRINTED).json()["data"]["product"]


def test_a_product_is_made_as_the_document_prints_it(caller) -> None:
    answer = caller.post("/ext/products", PRINTED)
    body = answer.json()
    assert answer.status_code == 200
    assert body["success"] is True
    assert body["errors"] == []
    assert body["data"].keys() == {"created", "ean", "id", "product"}
    assert (body["data"]["created"], body["data"]["ean"]) == (True, EAN)
    assert uuid.UUID(body["data"]["id"])
    assert body["meta"].keys() == {"total", "page", "page_size", "updated_at"}


def test_a_product_is_written_as_name_and_read_as_title(caller, product) -> None:
    read = caller.data(f"/ext/products/{EAN}")
    assert read == product
    assert read["title"] == PRINTED["name"]
    assert "name" not in read
    assert (read["brand_name"], read["is_active"], read["status"], read["weight"]) == ("KIMEX", True, "active", 1.5)
    assert datetime.fromisoformat(read["created_at"]) <= datetime.fromisoformat(read["updated_at"])


def test_every_field_of_the_table_comes_back(caller) -> None:
    values = {
        "brand_name": "Kimex", "description": "<p>Wand</p>", "short_description": "Halter", "reference": "K-1",
        "supplier_code": "KIMEX", "category_id": str(uuid.uuid4()), "asin": "B00KIMEX01", "upc": "012345678905",
        "gtin": "03760000000001", "status": "inactive", "weight": 1.5, "width": 40, "height": 30.25, "depth": 4,
        "unit_of_measure": "unit", "external_id": "ERP-7", "url_slug": "support-tv",
    }  # fmt: skip
    product = caller.post("/ext/products", {"ean": EAN, "name": "Halter", **values}).json()["data"]["product"]
    assert {name: product[name] for name in values} == values
    assert product["is_active"] is False


@pytest.mark.parametrize("slash", ["", "/"])
def test_every_route_answers_with_and_without_a_slash(caller, product, slash: str) -> None:
    assert caller.get(f"/ext/products{slash}").status_code == 200
    assert caller.get(f"/ext/products/{EAN}{slash}").status_code == 200
    assert caller.get(f"/ext/products/delta{slash}?since=2026-01-01").status_code == 200
    assert caller.post(f"/ext/products/batch{slash}", {"products": []}).status_code == 200


def test_posting_again_changes_what_is_named_and_ignores_null(caller, product) -> None:
    body = caller.post("/ext/products", {"ean": EAN, "name": None, "weight": 1.6, "brand_name": None}).json()
    assert body["data"]["created"] is False
    changed = body["data"]["product"]
    assert (changed["title"], changed["weight"], changed["brand_name"]) == (PRINTED["name"], 1.6, "KIMEX")
    assert changed["id"] == product["id"]


def test_a_new_product_needs_a_name(caller) -> None:
    answer = caller.post("/ext/products", {"ean": EAN, "weight": 1})
    assert answer.status_code == 422
    assert answer.json()["errors"] == ["“name” is missing; a product that is new needs one."]
    assert not Article.objects.exists()


def test_put_empties_what_is_not_named_title_included(caller, product) -> None:
    answer = caller.put(f"/ext/products/{EAN}", {"ean": EAN, "weight": 1.6})
    replaced = answer.json()["data"]
    assert answer.status_code == 200
    assert (replaced["weight"], replaced["title"], replaced["brand_name"], replaced["status"]) == (
        1.6,
        None,
        None,
        None,
    )
    assert replaced["id"] == product["id"]
    assert replaced["created_at"] == product["created_at"]


def test_patch_leaves_what_is_null_or_absent(caller, product) -> None:
    patched = caller.patch(f"/ext/products/{EAN}", {"status": "inactive", "weight": 1.6, "name": None}).json()["data"]
    assert (patched["status"], patched["is_active"], patched["weight"]) == ("inactive", False, 1.6)
    assert patched["title"] == PRINTED["name"]


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_an_unknown_ean_is_not_found_and_another_ean_is_refused(caller, product, method: str) -> None:
    assert caller.ask(method, "/ext/products/404", {"name": "x"}).status_code == 404
    answer = caller.ask(method, f"/ext/products/{EAN}", {"ean": "1", "name": "x"})
    assert answer.status_code == 422
    assert "cannot be changed" in answer.json()["errors"][0]
    assert not Article.objects.filter(ean__in=["404", "1"]).exists()


def test_is_active_is_a_shorthand_for_the_status(caller, product) -> None:
    patch = lambda **body: caller.patch(f"/ext/products/{EAN}", body).json()["data"]["status"]  # noqa: E731
    assert patch(is_active=False) == "inactive"
    assert patch(status="archived") == "archived"
    assert patch(is_active=False) == "archived"
    assert patch(is_active=True) == "active"


def test_a_brand_is_matched_however_it_is_spelt(caller, product) -> None:
    other = caller.post("/ext/products", {"ean": "2", "name": "Other", "brand_name": " kimex "}).json()["data"][
        "product"
    ]
    assert other["brand_name"] == "KIMEX"


def test_a_wrong_check_digit_is_taken_and_told(caller) -> None:
    caller.post("/ext/products", {"ean": "3760000000002", "name": "x"})
    assert caller.data("/ext/products/3760000000002")["warnings"] == [
        "The check digit of the EAN 3760000000002 is wrong: it would be 0."
    ]
    caller.post("/ext/products", {"ean": "3760000000000", "name": "x"})
    caller.post("/ext/products", {"ean": "K.1-a_B", "name": "x"})
    assert caller.data("/ext/products/3760000000000")["warnings"] == []
    assert caller.data("/ext/products/K.1-a_B")["warnings"] == []


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("ean", "37 6", '“ean” is "37 6"; 1 to 32 of the characters'),
        ("ean", "3" * 33, "1 to 32 of the characters"),
        ("ean", 3760000000001, "“ean” is 3760000000001;"),
        ("ean", None, "“ean” is missing"),
        ("name", "", '“name” is ""; text of 1 to 500 characters'),
        ("name", "x" * 501, "text of 1 to 500 characters"),
        ("name", "a\0b", "text of 1 to 500 characters"),
        ("name", "\ud800", "text of 1 to 500 characters"),
        ("name", {"de": "x"}, "text of 1 to 500 characters"),
        ("weight", "1.5", '“weight” is "1.5"; a number from 0'),
        ("weight", -1, "“weight” is -1; a number from 0"),
        ("weight", True, "“weight” is true;"),
        ("weight", 10**400, "a number from 0"),
        ("status", "deleted", '“status” is "deleted"; active, inactive or archived is accepted.'),
        ("is_active", "yes", '“is_active” is "yes"; true or false is accepted.'),
        ("is_active", False, "“is_active” is false, but “status” is “active”."),
        ("category_id", "7", "a UUID is accepted"),
        ("image_urls", "https://x/y.jpg", "a list of up to 50 addresses"),
        ("image_urls", ["file:///etc/passwd"], "a list of up to 50 addresses"),
        ("image_urls", ["http://[", "https://x/y.jpg"], "a list of up to 50 addresses"),
        ("image_urls", ["https://x/y.jpg"] * 51, "a list of up to 50 addresses"),
        ("title", "x", "There is no field “title”; the fields are ean, name,"),
    ],
)
def test_a_wrong_field_is_named_with_its_value_and_what_is_accepted(
    caller, field: str, value: object, says: str
) -> None:
    answer = caller.post("/ext/products", PRINTED | {field: value})
    body = answer.json()
    assert answer.status_code == 422
    assert says in body["errors"][0]
    assert (body["success"], body["data"]) == (False, None)
    assert (body["meta"]["total"], body["meta"]["page"], body["meta"]["page_size"]) == (0, 1, 0)
    assert not Article.objects.exists()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("{", 400),
        ('{"ean": "1", "ean": "2"}', 400),
        ('{"weight": NaN}', 400),
        (b"\xff\xfe{}", 400),
        ("[" * 200_000, 400),
        ('{"ean": "1", "name": "x", "weight": 1e400}', 422),
        ("[]", 422),
        ('"text"', 422),
        ("", 422),
        ('{"name": "' + "x" * 10_000_000 + '"}', 413),
    ],
)
def test_a_body_that_is_none_is_refused_before_anything_is_written(caller, body: str | bytes, status: int) -> None:
    answer = caller.post("/ext/products", body)
    assert answer.status_code == status
    assert answer.json()["errors"]
    assert not Article.objects.exists()
    assert not Store.objects.exists()


def test_a_path_that_is_no_ean_says_what_one_is(caller) -> None:
    answer = caller.get("/ext/products/37%206")
    assert answer.status_code == 422
    assert "1 to 32 of the characters" in answer.json()["errors"][0]


def test_a_body_of_another_kind_is_refused(caller) -> None:
    answer = caller.ask("POST", "/ext/products", "ean=1", **{"Content-Type": "application/x-www-form-urlencoded"})
    assert answer.status_code == 415


def test_reading_and_writing_have_scopes_of_their_own(merchant) -> None:
    reader, writer = Caller(merchant, ["ext:products:read"]), Caller(merchant, ["ext:products:write"])
    assert reader.post("/ext/products", PRINTED).status_code == 403
    assert writer.post("/ext/products", PRINTED).status_code == 200
    assert writer.get("/ext/products").status_code == 403
    for method, path in [
        ("PUT", f"/ext/products/{EAN}"),
        ("PATCH", f"/ext/products/{EAN}"),
        ("POST", "/ext/products/batch"),
    ]:
        assert reader.ask(method, path, {}).status_code == 403


def test_another_merchants_product_is_not_there(caller, product) -> None:
    other = Caller(make_merchant("Other"))
    assert other.get(f"/ext/products/{EAN}").status_code == 404
    assert other.patch(f"/ext/products/{EAN}", {"name": "x"}).status_code == 404
    assert other.data("/ext/products") == []
    made = other.post("/ext/products", PRINTED).json()["data"]
    assert made["created"] is True
    assert made["id"] != product["id"]


def test_who_has_the_answer_already_is_told_that_it_still_holds(caller, product) -> None:
    first = caller.get(f"/ext/products/{EAN}")
    again = caller.get(f"/ext/products/{EAN}", **{"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert {"X-Request-ID", "RateLimit-Remaining", "Cache-Control", "ETag"} <= set(again.headers)
    caller.patch(f"/ext/products/{EAN}", {"weight": 2})
    assert caller.get(f"/ext/products/{EAN}", **{"If-None-Match": first["ETag"]}).status_code == 200
