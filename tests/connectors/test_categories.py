"""Products stand in the categories that their records name, and in no others."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from connectors.categories import link_categories
from connectors.contract import ProductRecord
from connectors.models import Category, Product, Store
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def store() -> Store:
    store = builders.make_store(builders.make_merchant())
    for number in range(1, 4):
        Category.objects.create(merchant=store.merchant, store=store, remote_id=f"c{number}", name=f"Category {number}")
    return store


def record(product: Product, *categories: str) -> ProductRecord:
    return ProductRecord(id=product.remote_id, name=product.name, category_ids=categories)


def stands_in(product: Product) -> list[str]:
    return list(product.categories.order_by("remote_id").values_list("remote_id", flat=True))


def test_a_product_moves_with_its_record_and_leaves_its_last_category(store: Store):
    product = builders.make_product(store)
    for wanted in (["c1", "c2"], ["c2", "c3"], []):
        link_categories(store, {product.remote_id: product.pk}, [record(product, *wanted)])
        assert stands_in(product) == wanted


def test_a_category_that_the_store_does_not_list_is_left_out(store: Store):
    product = builders.make_product(store)
    link_categories(store, {product.remote_id: product.pk}, [record(product, "c1", "c9")])
    assert stands_in(product) == ["c1"]


def test_other_products_stay_where_they_are(store: Store):
    one, other = builders.make_product(store), builders.make_product(store)
    link_categories(store, {other.remote_id: other.pk}, [record(other, "c1")])
    link_categories(store, {one.remote_id: one.pk}, [record(one)])
    assert stands_in(other) == ["c1"]


def test_the_number_of_queries_does_not_depend_on_how_many_move(store: Store):
    products = [builders.make_product(store) for _ in range(6)]
    ids = {product.remote_id: product.pk for product in products}
    link_categories(store, ids, [record(product, "c1") for product in products])
    counts = []
    for part, to in ((products[:1], "c2"), (products[1:], "c2")):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            link_categories(store, ids, [record(product, to) for product in part])
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert {tuple(stands_in(product)) for product in products} == {("c2",)}
