"""What django-oscar taught: writes that want the live product's own words back, and photos by their address."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from connectors.contract import Kept
from connectors.errors import AuthFailed, NotFound, Refused
from connectors.gallery import replace_image, sha256_of
from connectors.platforms.custom.description import problems_of
from tests.connectors.custom.between import scripted
from tests.connectors.custom.harness import example
from tests.connectors.custom.opening import opened
from tests.connectors.custom.oscar_shop import PASSWORD, OscarShop, Product
from tests.connectors.custom.test_dry_run import tried
from tests.connectors.servers import Answer, PictureServer, jpeg


@pytest.fixture(params=[0, 2], ids=["whole", "pages"])
def shop(request: pytest.FixtureRequest) -> Iterator[OscarShop]:
    with OscarShop(request.param) as shop:
        shop.add("Tee", [jpeg(1), jpeg(2), jpeg(3)])
        shop.add("", [jpeg(4)], structure="child")
        shop.add("", [jpeg(5)], structure="child")
        shop.add("Book", [jpeg(4)], about={"product_class": None, "slug": "a-book"})
        yield shop


@pytest.fixture
def connector(shop: OscarShop) -> Iterator[Any]:
    with opened(settings_of(shop), shop.host) as found:
        yield found


def settings_of(shop: OscarShop) -> dict[str, str]:
    return {"description": example("django_oscar", f"{shop.url}/api/"), "secrets": f"user=admin;password={PASSWORD}"}


def seen(product: Product) -> list[tuple[bytes, str]]:
    return [(one.data, one.caption) for one in sorted(product.photos, key=lambda one: one.order)]


def test_products_are_read_whole_and_in_pages_without_children(connector: Any):
    found = [product for page in connector.product_pages() for product in page.products]
    assert [product.name for product in found] == ["Tee", "Book"]
    assert [len(product.images or ()) for product in found] == [3, 1]
    assert [one.id for one in connector.categories()] == ["Women", "Women > Tops"]


@pytest.mark.parametrize("number", [1, 4])
def test_a_replaced_photo_leaves_the_others_and_the_product_as_they_were(shop: OscarShop, connector: Any, number: int):
    product = shop.products[number]
    before, about = seen(product), dict(product.about)
    image = connector.gallery(str(number)).images[-1]
    with PictureServer() as pictures:
        picture, original = pictures.picture(jpeg(77)), pictures.picture(before[-1][0])
        replace_image(
            connector, product_id=str(number), image_id=image.id, expected_sha256=sha256_of(before[-1][0]),
            picture=picture, original=original, keep_snapshot=lambda snapshot: None,
        )  # fmt: skip
    assert seen(product) == [*before[:-1], (picture.data, before[-1][1])]
    assert product.about == about


def test_ids_stay_where_photos_are_named_by_their_address(connector: Any):
    ids = [image.id for image in connector.gallery("1").images]
    after = connector.post_product("1", [Kept(ids[2]), Kept(ids[0], alt="First")])
    assert [(image.id, image.alt) for image in after.images] == [(ids[2], "Tee 2"), (ids[0], "First")]
    with pytest.raises(NotFound):
        connector.post_product("1", [Kept(ids[1])])


def test_an_added_photo_comes_last(shop: OscarShop, connector: Any):
    with PictureServer() as pictures:
        added = connector.add_image("1", pictures.picture(jpeg(77)), alt="Last")
    assert (added.position, added.alt) == (3, "Last")
    assert seen(shop.products[1])[-1] == (jpeg(77), "Last")


def test_a_refusal_is_told_in_the_shops_words(shop: OscarShop):
    settings = settings_of(shop)
    settings["description"] = settings["description"].replace(', slug: "{{live.slug}}"', "")
    with opened(settings, shop.host) as store, pytest.raises(Refused, match=r"slug.*This field is required"):
        store.post_product("1", [])


# ---- the words of a description ----------------------------------------------------------------------------------


def test_a_name_that_is_not_among_the_live_ones_is_a_problem_with_its_line(shop: OscarShop):
    text = settings_of(shop)["description"].replace("{slug: ", "{").replace(", slug: slug}", "}")
    (problem,) = problems_of(text)
    assert problem.path == "post_product.request.json.slug"
    assert "{{live.slug}}, which is not known here; did you mean live.product_class" not in problem.says
    assert "live.product_class" in problem.says
    elsewhere = text.replace("{{live.slug}}", "x").replace(
        'caption: "{{new.alt}}", display_order: 9999', 'caption: "{{live.slug}}"'
    )
    assert [one.path for one in problems_of(elsewhere)] == ["add_image.request.json.images[0].caption"]


def test_an_expression_that_is_none_is_blamed_on_its_line(shop: OscarShop):
    text = settings_of(shop)["description"].replace("slug: slug}", "slug: 'slug['}")
    (problem,) = problems_of(text)
    assert (problem.path, text.splitlines()[problem.line - 1].strip()[:5]) == ("post_product.live.slug", "live:")


def test_a_dry_run_shows_where_the_live_words_go(shop: OscarShop):
    found = tried(settings_of(shop), "post_product", shop.host, product_id="1")
    assert found.problems == ()
    assert found.request is not None
    assert "(the product's slug)" in found.request.body


# ---- getting in --------------------------------------------------------------------------------------------------


def test_a_rule_for_bad_requests_does_not_hide_that_a_log_in_was_refused():
    """Django REST Framework answers a wrong password with 400."""
    more = (
        "auth: {type: login_token, token: token, request: {method: POST, path: token, json: {}}}\n"
        "errors: [{when: {status: [400]}, do: fail, message: to_string(@)}]"
    )
    refusal = Answer(400, b'{"non_field_errors": ["Unable to log in."]}')
    with pytest.raises(AuthFailed, match="Unable to log in"), scripted(lambda path, query: refusal, more=more):
        pass
