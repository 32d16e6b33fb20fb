"""What the drawn shop sells: each kind of product as a function of colour and view."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pixelzhub.sandbox.shapes import carry, clothing, desk, kitchen, living, plants
from pixelzhub.sandbox.shapes.geometry import Colour, Part

KINDS: Mapping[str, Callable[[Colour, int], list[Part]]] = {
    "mug": kitchen.mug,
    "bowl": kitchen.bowl,
    "bottle": kitchen.bottle,
    "teapot": kitchen.teapot,
    "board": kitchen.board,
    "tshirt": clothing.tshirt,
    "sweater": clothing.sweater,
    "beanie": clothing.beanie,
    "sneaker": carry.sneaker,
    "boot": carry.boot,
    "tote": carry.tote,
    "backpack": carry.backpack,
    "lamp": living.lamp,
    "pendant": living.pendant,
    "vase": living.vase,
    "cushion": living.cushion,
    "candle": living.candle,
    "cactus": plants.cactus,
    "leafy": plants.leafy,
    "snake": plants.snake,
    "succulent": plants.succulent,
    "book": desk.book,
    "notebook": desk.notebook,
    "watch": desk.watch,
    "headphones": desk.headphones,
}
