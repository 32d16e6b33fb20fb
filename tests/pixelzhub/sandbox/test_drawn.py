"""The drawn catalogue: how much of it is good, what is wrong with the rest, and that it looks as it says."""

from __future__ import annotations

import io
from collections import Counter

import numpy as np
import pytest
from PIL import Image

from pixelzhub.sandbox.drawing import Recipe, draw, recipe_from
from pixelzhub.sandbox.drawn import drawn_products, flawless
from pixelzhub.sandbox.shapes import KINDS


@pytest.fixture(scope="module")
def recipes() -> list[Recipe]:
    return [recipe_from(image.source["draw"]) for product in drawn_products() for image in product.images]


def test_plan_has_forty_products_in_six_categories():
    products = list(drawn_products())
    assert len(products) == 40
    assert len({product.category for product in products}) == 6
    assert sum(len(product.images) for product in products) >= 120


def test_plan_is_the_same_every_time():
    assert list(drawn_products()) == list(drawn_products())


def test_plan_has_about_45_percent_flawless_photos(recipes):
    assert 0.4 < sum(map(flawless, recipes)) / len(recipes) < 0.5


def test_plan_has_at_least_eight_photos_of_each_main_fault(recipes):
    found = Counter(
        name
        for recipe in recipes
        for name, is_so in {
            "ground": recipe.ground != "white",
            "small": recipe.fill <= 0.65,
            "aside": max(abs(recipe.dx), abs(recipe.dy)) > 0.1,
            "few pixels": max(recipe.width, recipe.height) < 900,
            "blurred": recipe.blur > 0,
            "dark": recipe.light < 0.5,
            "compressed": recipe.quality < 40,
            "cut off": recipe.fill > 1,
            "odd shape": recipe.width != recipe.height,
            "framed": recipe.frame,
        }.items()
        if is_so
    )
    assert min(found.values()) >= 8 and len(found) == 10
    endings = Counter(recipe.ending for recipe in recipes)
    assert endings["truncated"] == 1 and endings["png"] >= 2


def test_plan_has_three_twins_on_two_products_each(recipes):
    products = list(drawn_products())
    owners = Counter(key for product in products for key in {repr(image.source) for image in product.images})
    assert sum(count == 2 for count in owners.values()) == 3


def test_share_of_good_photos_rises_over_the_last_month():
    def share(days_ago: int) -> float:
        ages = [
            (image.age, recipe_from(image.source["draw"])) for product in drawn_products() for image in product.images
        ]
        there = [recipe for age, recipe in ages if age >= days_ago]
        return sum(map(flawless, there)) / len(there)

    assert share(30) + 0.1 < share(15) + 0.05 < share(0)


def test_any_number_of_photos_can_be_planned():
    assert sum(len(product.images) for product in drawn_products(10_000)) == 10_000


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_flawless_photo_is_white_round_a_centred_subject(kind):
    with Image.open(io.BytesIO(draw(Recipe(kind, (46, 92, 70), width=500, height=500)))) as image:
        pixels = np.asarray(image.convert("RGB"))
    ring = np.ones((500, 500), bool)
    ring[16:-16, 16:-16] = False
    assert (pixels[ring] >= 254).all()
    rows, columns = np.nonzero((pixels < 235).any(axis=2))
    assert 0.84 < max(np.ptp(rows), np.ptp(columns)) / 500 < 0.9
    assert abs((rows.min() + rows.max()) / 2 - 250) < 10


def test_drawing_is_the_same_every_time():
    recipe = Recipe("mug", (138, 158, 132), width=300, height=300, ground="room")
    assert draw(recipe) == draw(recipe)
