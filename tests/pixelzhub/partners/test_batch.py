"""POST /ext/products/batch: up to 500 products, each on its own, in as many queries as one."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from connectors.models import Article, Assortment
from tests.pixelzhub.partners.caller import Caller

pytestmark = pytest.mark.django_db


@pytest.fixture
def caller(merchant) -> Caller:
    return Caller(merchant)


def products(number: int, **fields: object) -> list[dict]:
    return [{"ean": f"{n:013}", "name": f"Product {n}", **fields} for n in range(number)]


def test_a_batch_answers_as_the_document_prints_it(caller) -> None:
    caller.post("/ext/products", {"ean": "3760000000002", "name": "Produit B"})
    body = caller.post(
        "/ext/products/batch",
        {
            "products": [
                {"ean": "3760000000001", "name": "Produit A", "brand_name": "KIMEX"},
                {"ean": "3760000000002", "name": "Produit B", "brand_name": "KIMEX"},
            ]
        },
    ).json()
    ids = [result.pop("id") for result in body["data"]["results"]]
    assert len(set(ids)) == 2
    assert body["data"] == {
        "total": 2,
        "created": 1,
        "updated": 1,
        "errors": 0,
        "results": [
            {"ean": "3760000000001", "status": "created"},
            {"ean": "3760000000002", "status": "updated"},
        ],
    }
    assert (body["success"], body["errors"]) == (True, [])
    assert (body["meta"]["total"], body["meta"]["page"], body["meta"]["page_size"]) == (2, 1, 2)


def test_a_product_that_cannot_be_read_keeps_none_of_the_others_back(caller) -> None:
    good = products(3)
    bad = [
        {"ean": "1 2", "name": "x"},
        {"ean": "new"},
        {"name": "x"},
        "text",
        None,
        {"ean": "4", "name": "x", "weight": "1"},
    ]
    answer = caller.post("/ext/products/batch", {"products": [good[0], *bad, *good[1:]]})
    body = answer.json()
    assert answer.status_code == 200
    assert (body["data"]["created"], body["data"]["errors"], body["data"]["total"]) == (3, 6, 9)
    refused = [result for result in body["data"]["results"] if result["status"] == "error"]
    assert [(result["ean"], result["id"]) for result in refused] == [
        (None, None), ("new", None), (None, None), (None, None), (None, None), ("4", None),
    ]  # fmt: skip
    assert body["errors"] == [result["error"] for result in refused]
    assert body["errors"][0].startswith('Product 2: “ean” is "1 2"; 1 to 32 of the characters')
    assert Article.objects.count() == 3


def test_an_ean_that_comes_twice_is_made_and_then_changed(caller) -> None:
    twice = [{"ean": "1", "name": "First", "weight": 1}, {"ean": "1", "name": "Second"}]
    data = caller.post("/ext/products/batch", {"products": twice}).json()["data"]
    assert [result["status"] for result in data["results"]] == ["created", "updated"]
    product = caller.data("/ext/products/1")
    assert (product["title"], product["weight"]) == ("Second", 1.0)
    assert Assortment.objects.get().total == 1


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"products": [{}] * 501}, "“products” has 501 products; a list of up to 500 is accepted."),
        ({"products": {}}, "“products” is {}; a list of up to 500 is accepted."),
        ({}, "“products” is null; a list of up to 500 is accepted."),
        ({"items": []}, "There is no field “items”; the fields are products."),
    ],
)
def test_a_batch_that_is_none_is_refused_as_a_whole(caller, body: dict, says: str) -> None:
    answer = caller.post("/ext/products/batch", body)
    assert (answer.status_code, answer.json()["errors"]) == (422, [says])


def test_the_number_of_queries_does_not_depend_on_the_batch(caller) -> None:
    caller.post("/ext/products/batch", {"products": products(1, brand_name="KIMEX")})
    numbers = []
    for number in (2, 500):
        with CaptureQueriesContext(connection) as queries:
            caller.post("/ext/products/batch", {"products": products(number, weight=number)})
        numbers.append(len(queries))
    assert numbers[0] == numbers[1] < 15
    assert Assortment.objects.get().total == Article.objects.count() == 500
