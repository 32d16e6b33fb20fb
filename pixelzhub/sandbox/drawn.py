"""Plans the drawn shop: forty products, their photos, and what is wrong with each of them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

from pixelzhub.sandbox.assortment import ASSORTMENT, COLOURS, Item
from pixelzhub.sandbox.catalogue import PlannedImage, PlannedProduct, PlannedVariant, slug
from pixelzhub.sandbox.drawing import Recipe
from pixelzhub.sandbox.faults_of_photos import FAULTS
from pixelzhub.sandbox.shapes.geometry import Colour

VIEWS = ("front", "side", "another view", "two together")
SMALL = 400
"""Beyond so many photos the shop is a benchmark: smaller files in shifted colours, so that drawing is no limit."""


def drawn_products(size: int | None = None) -> Iterator[PlannedProduct]:
    """The plan of the shop, or of as many photos as `size` says; the same on every machine."""
    if size is None:
        yield from _first_round(random.Random(4))
        return
    planned = 0
    turn = 0
    while planned < size:
        for product in _first_round(random.Random(4 + turn)):
            kept = product.images[: size - planned]
            if kept:
                yield _again(replace(product, images=kept), turn, size > SMALL)
            planned += len(kept)
        turn += 1


FAULTY_FRONTS = 26


def _first_round(chance: random.Random) -> list[PlannedProduct]:
    recipes = [_views(item) for item in ASSORTMENT]
    _spoil(recipes, chance)
    _twin(recipes)
    return [_product(item, recipes[n], chance) for n, item in enumerate(ASSORTMENT)]


def _views(item: Item) -> list[Recipe]:
    """Colour variants have their front photos first; otherwise one photo a view."""
    colours = [COLOURS[name] for name in item.colours]
    fronts = [Recipe(item.kind, colour) for colour in colours]
    return (fronts + [Recipe(item.kind, colours[0], view) for view in range(1, len(VIEWS))])[: len(VIEWS)]


def _spoil(recipes: list[list[Recipe]], chance: random.Random) -> None:
    """Give each planned fault to a photo of its own: the first ones to front photos, by which channels judge most."""
    places = [(product, view) for product, views in enumerate(recipes) for view in range(len(views))]
    chance.shuffle(places)
    fronts = [place for place in places if place[1] == 0][:FAULTY_FRONTS]
    others = [place for place in places if place not in fronts]
    for (product, view), fault in zip(fronts + others, FAULTS, strict=False):
        recipes[product][view] = replace(recipes[product][view], **fault)


def _twin(recipes: list[list[Recipe]]) -> None:
    """Three photos that hang on two products each, byte for byte."""
    for here, there in ((0, 1), (20, 21), (26, 27)):
        place = max(view for view, recipe in enumerate(recipes[there]) if flawless(recipe) or view == 0)
        recipes[there][place] = recipes[here][0]


def flawless(recipe: Recipe) -> bool:
    """Whether the photo has none of the planned faults."""
    return recipe == Recipe(recipe.kind, recipe.colour, recipe.view)


def _product(item: Item, recipes: list[Recipe], chance: random.Random) -> PlannedProduct:
    images = tuple(_image(item, recipe, view, chance) for view, recipe in enumerate(recipes))
    return PlannedProduct(item.name, item.category, item.kind[:3].upper(), images, tuple(_variants(item)))


def _image(item: Item, recipe: Recipe, view: int, chance: random.Random) -> PlannedImage:
    name = f"{slug(item.name)}-{view + 1}.jpg"
    alt = f"{item.name}, {VIEWS[view]}" if chance.random() > 0.12 else ""
    mime = "image/png" if recipe.ending == "png" else "image/jpeg"
    return PlannedImage(name, {"draw": recipe.as_json()}, recipe.width, recipe.height, mime, alt, _age(recipe, chance))


def _age(recipe: Recipe, chance: random.Random) -> float:
    """Days: flawless photos came mostly within the last month, faulty ones mostly before."""
    recent = chance.random() < (0.68 if flawless(recipe) else 0.12)
    return chance.uniform(0.2, 29.5) if recent else chance.uniform(31, 320)


def _variants(item: Item) -> Iterator[PlannedVariant]:
    if len(item.colours) > 1:
        for place, name in enumerate(item.colours):
            yield PlannedVariant(name.capitalize(), place)
    for size in item.sizes:
        yield PlannedVariant(size)


def _again(product: PlannedProduct, turn: int, small: bool) -> PlannedProduct:
    if turn == 0 and not small:
        return product
    images = tuple(_image_again(image, turn, small) for image in product.images)
    variants = tuple(v for v in product.variants if v.image is None or v.image < len(images))
    return replace(product, name=f"{product.name} No. {turn + 1}", images=images, variants=variants)


def _image_again(image: PlannedImage, turn: int, small: bool) -> PlannedImage:
    draw = dict(image.source["draw"])
    draw["colour"] = _shifted(draw["colour"], turn)
    if small:
        draw["width"], draw["height"] = (min(side, 1000 * side // 1600) for side in (draw["width"], draw["height"]))
        draw["blur"] = draw["blur"] * 0.625
    return replace(image, source={"draw": draw}, width=draw["width"], height=draw["height"])


def _shifted(colour: Colour, turn: int) -> Colour:
    """Another colour for each round."""
    red, green, blue = ((part + turn * step) % 190 + 30 for part, step in zip(colour, (37, 59, 83), strict=True))
    return red, green, blue
