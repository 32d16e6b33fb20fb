"""/api/jsonapi/v2/: documents as JSON:API 1.1 has them, over the merchant's own catalogue."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from connectors.models import Category, Import, Placement, Product, Store
from pixelzhub.accounts.keys import create_key
from pixelzhub.accounts.scopes import Scope
from tests import builders
from tests.builders import grey_ground, make_merchant, make_photo, make_product, make_store

pytestmark = pytest.mark.django_db
KIND = "application/vnd.api+json"
RESOURCES = ("products", "categories", "images", "stores", "imports")


@pytest.fixture
def store(merchant) -> Store:
    return make_store(merchant)


@pytest.fixture
def ask(merchant):
    _, key = create_key(merchant=merchant, name="ERP", scopes=Scope.values)
    return asker(key)


def asker(key: str):
    def asked(path: str, method: str = "GET", **headers: str):
        sent = {"X-API-Key": key, "Accept": KIND} | headers
        return Client().generic(method, f"/api/jsonapi/v2/{path}", headers=sent)

    return asked


def data(answer) -> list[dict]:
    assert answer.status_code == 200, answer.content
    return answer.json()["data"]


def test_a_product_is_a_document_with_attributes_and_relationships(ask, store: Store) -> None:
    product = make_product(store, "Bag", sku="B-1", ean="3760000000001")
    category = builders.make_category(store)
    product.categories.add(category)
    product.variants.create(merchant=store.merchant, store=store, remote_id="v", name="Red", sku="B-1-R")
    photo = make_photo(product, grey_ground())
    answer = ask(f"products/{product.pk}")
    body = answer.json()
    assert answer["Content-Type"] == KIND
    assert body["jsonapi"] == {"version": "1.1"}
    assert body["links"]["describedby"].endswith("/api/docs/")
    found = body["data"]
    assert (found["type"], found["id"]) == ("products", str(product.pk))
    assert (found["attributes"]["name"], found["attributes"]["sku"]) == ("Bag", "B-1")
    assert found["attributes"]["variants"] == [{"name": "Red", "sku": "B-1-R", "ean": "", "image_id": None}]
    assert found["relationships"]["store"]["data"] == {"type": "stores", "id": str(store.pk)}
    assert found["relationships"]["categories"]["data"] == [{"type": "categories", "id": str(category.pk)}]
    assert found["relationships"]["images"]["data"] == [{"type": "images", "id": str(photo.image_id)}]


@pytest.mark.parametrize("slash", ["", "/"])
@pytest.mark.parametrize("resource", RESOURCES)
def test_every_resource_is_listed_and_has_members(ask, store: Store, resource: str, slash: str) -> None:
    photo = make_photo(make_product(store), grey_ground())
    category = builders.make_category(store)
    handed_in = Import.objects.create(merchant=store.merchant, store=store, archive="a", filename="a.zip")
    ids = {
        "products": photo.product_id, "categories": category.pk, "images": photo.image_id, "stores": store.pk,
        "imports": handed_in.import_id,
    }  # fmt: skip
    [listed] = data(ask(f"{resource}{slash}"))
    assert (listed["type"], listed["id"]) == (resource, str(ids[resource]))
    assert data(ask(f"{resource}/{listed['id']}{slash}")) == listed


def test_related_resources_are_included_once(ask, store: Store) -> None:
    for _ in range(2):
        make_photo(make_product(store), grey_ground())
    body = ask("products?include=store,images").json()
    assert sorted(one["type"] for one in body["included"]) == ["images", "images", "stores"]
    image = next(one for one in body["included"] if one["type"] == "images")
    assert image["relationships"]["products"]["data"][0]["type"] == "products"
    assert "included" not in ask("products").json()


def test_fields_are_sparse_where_that_is_asked_for(ask, store: Store) -> None:
    make_product(store, "Bag")
    [found] = data(ask("products?fields[products]=name,store"))
    assert found["attributes"] == {"name": "Bag"}
    assert found["relationships"].keys() == {"store"}


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("filter[sku]=B-1", 1), ("filter[ean]=1", 1), ("filter[deactivated]=true", 1), ("filter[deactivated]=false", 1),
        ("filter[sku]=B-1&filter[deactivated]=true", 0), ("filter[store]={store}", 2), ("filter[category]={category}", 1),
        ("filter[store]=00000000-0000-0000-0000-000000000000", 0), ("filter[updated_since]=2026-01-01T00:00:00Z", 0),
    ],
)  # fmt: skip
def test_products_are_filtered(ask, store: Store, query: str, number: int) -> None:
    first = make_product(store, "Bag", sku="B-1", ean="1")
    make_product(store, "Cup", sku="C-1", deactivated=True)
    category = builders.make_category(store)
    first.categories.add(category)
    assert len(data(ask(f"products?{query.format(store=store.pk, category=category.pk)}"))) == number


def test_lists_are_sorted_and_turned_by_cursor_forwards_and_back(ask, store: Store) -> None:
    for name in ("Bag", "Cup", "Bag", "Axe", "Dot"):
        make_product(store, name)
    seen, path = [], "products?sort=-name&page[size]=2"
    while path:
        body = ask(path).json()
        seen.append([one["attributes"]["name"] for one in body["data"]])
        before = body["links"].get("prev")
        parts = urlsplit(body["links"].get("next", ""))
        path = f"{parts.path.removeprefix('/api/jsonapi/v2/')}?{parts.query}" if parts.query else ""
    assert seen == [["Dot", "Cup"], ["Bag", "Bag"], ["Axe"]]
    parts = urlsplit(before)
    assert [one["attributes"]["name"] for one in data(ask(f"products?{parts.query}"))] == ["Bag", "Bag"]


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("filter[colour]=red", "filter[colour]"), ("filter[store]=7", "filter[store]"),
        ("filter[deactivated]=1", "filter[deactivated]"),
        ("filter[category]=x", "filter[category]"), ("filter[updated_since]=soon", "filter[updated_since]"),
        ("filter[sku]=%00", "filter[sku]"), ("sort=price", "sort"), ("sort=", "sort"), ("sort=name,id", "sort"),
        ("include=invoices", "include"), ("include=store.merchant", "include"), ("page[size]=0", "page[size]"),
        ("page[size]=501", "page[size]"), ("page[number]=2", "page[number]"), ("page=2", "page"), ("limit=2", "limit"),
        ("filter[sku]=a&filter[sku]=b", "filter[sku]"), ("sort[x]=name", "sort[x]"),
    ],
)  # fmt: skip
def test_a_wrong_parameter_is_named(ask, store: Store, query: str, parameter: str) -> None:
    answer = ask(f"products?{query}")
    [error] = answer.json()["errors"]
    assert (answer.status_code, answer["Content-Type"]) == (400, KIND)
    assert (error["status"], error["source"]) == ("400", {"parameter": parameter})
    assert error["detail"].endswith(".")


def test_a_cursor_that_no_page_gave_is_an_error(ask, store: Store) -> None:
    for cursor in ("%ff", "cD1ub3doZXJl"):
        assert ask(f"products?page[cursor]={cursor}").status_code == 400


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        (KIND, 200), ("*/*", 200), ("application/*", 200), (f"{KIND};q=0.9", 200),
        (f'{KIND}; profile="https://example.org"', 200), (f"{KIND}; charset=utf-8, {KIND}", 200),
        (f"{KIND}; charset=utf-8", 406), (f'{KIND}; ext="https://example.org"', 406),
        ("text/html", 406), ("application/json", 406),
    ],
)  # fmt: skip
def test_media_types_are_negotiated_as_version_1_1_has_it(ask, store: Store, accept: str, status: int) -> None:
    answer = ask("products", Accept=accept)
    assert answer.status_code == status
    assert "Accept" in answer["Vary"]


def test_a_body_with_an_unknown_parameter_is_415(ask, store: Store) -> None:
    assert ask("products", **{"Content-Type": f"{KIND}; charset=utf-8"}).status_code == 415
    assert ask("products", **{"Content-Type": KIND}).status_code == 200


@pytest.mark.parametrize(
    "path", ["products/7", "products/x", "stores/x", "imports/7", "invoices", "", "products/1/images"]
)
def test_what_is_not_there_is_an_error_document(ask, path: str) -> None:
    answer = ask(path)
    assert answer.status_code == 404
    assert answer.json()["errors"][0]["status"] == "404"


@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
def test_nothing_is_written_here(ask, method: str) -> None:
    answer = ask("products", method)
    assert (answer.status_code, answer.json()["errors"][0]["title"]) == (405, "Method Not Allowed")


def test_another_merchants_things_are_not_there(ask, store: Store) -> None:
    other = make_store(make_merchant("Other"))
    photo = make_photo(make_product(other), grey_ground())
    handed_in = Import.objects.create(merchant=other.merchant, store=other, archive="a", filename="a.zip")
    ids = {"products": photo.product_id, "images": photo.image_id, "stores": other.pk, "imports": handed_in.import_id}
    for resource, one in ids.items():
        assert ask(f"{resource}/{one}").status_code == 404
    assert data(ask("products")) == []
    assert data(ask(f"products?filter[store]={other.pk}")) == []


def test_a_scope_is_needed_for_what_is_listed_and_for_what_is_included(merchant, store: Store) -> None:
    make_product(store)
    _, key = create_key(merchant=merchant, name="ERP", scopes=["ext:products:read"])
    assert asker(key)("products").status_code == 200
    for path in ("images", "stores", "imports", "products?include=images", "products?include=store"):
        answer = asker(key)(path)
        assert (answer.status_code, "scope" in answer.json()["errors"][0]["detail"]) == (403, True)
    assert asker("pxh_live_wrong")("products").status_code == 401


def test_what_has_gone_is_not_listed(ask, store: Store) -> None:
    photo = make_photo(make_product(store), grey_ground())
    Placement.objects.update(gone_at="2026-11-01T00:00:00Z")
    [found] = data(ask("products"))
    assert found["relationships"]["images"]["data"] == []
    Product.objects.update(gone_at="2026-11-01T00:00:00Z")
    assert data(ask("products")) == []
    assert ask(f"products/{photo.product_id}").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "products",
        "products?include=images,store,categories",
        "images?include=products,store",
        "categories?include=store",
    ],
)
def test_a_list_takes_as_many_queries_for_few_as_for_many(ask, store: Store, path: str) -> None:
    # The first call notes when the key was used.
    ask(path)
    numbers = []
    for number in (2, 20):
        for _ in range(number):
            product = make_product(store)
            product.categories.add(Category.objects.first() or builders.make_category(store))
            make_photo(product, grey_ground())
        with CaptureQueriesContext(connection) as queries:
            assert ask(path).status_code == 200
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]
