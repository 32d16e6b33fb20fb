"""What the drawn shop sells: Hearth & Field, things for the house and the way to work."""

from __future__ import annotations

from dataclasses import dataclass

from pixelzhub.sandbox.shapes.geometry import Colour

SHOP_NAME = "Hearth & Field"

COLOURS: dict[str, Colour] = {
    "sage": (138, 158, 132),
    "clay": (188, 102, 70),
    "ink": (52, 66, 92),
    "mustard": (212, 160, 58),
    "forest": (46, 92, 70),
    "sky": (118, 160, 190),
    "rose": (206, 130, 132),
    "graphite": (74, 78, 84),
    "plum": (104, 56, 84),
    "cobalt": (46, 88, 168),
    "terracotta": (194, 98, 62),
    "oak": (186, 136, 88),
    "walnut": (112, 76, 54),
    "oat": (206, 186, 152),
    "cognac": (156, 92, 52),
    "moss": (112, 120, 70),
    "petrol": (38, 98, 108),
    "brick": (164, 66, 54),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One product; more than one colour makes colour variants with a photo each."""

    name: str
    category: str
    kind: str
    colours: tuple[str, ...]
    sizes: tuple[str, ...] = ()


KITCHEN, CLOTHING, CARRY = "Kitchen", "Clothing", "Shoes and bags"
LIVING, PLANTS, DESK = "Light and living", "Plants and pots", "Desk and wrist"
SIZES = ("S", "M", "L")
EU = ("EU 38", "EU 40", "EU 42")

ASSORTMENT: tuple[Item, ...] = (
    Item("Stoneware mug Ona", KITCHEN, "mug", ("sage", "clay")),
    Item("Stoneware mug Ona, tall", KITCHEN, "mug", ("ink",)),
    Item("Serving bowl Ravn", KITCHEN, "bowl", ("terracotta",)),
    Item("Serving bowl Ravn, small", KITCHEN, "bowl", ("petrol",)),
    Item("Steel bottle Trail, 0.7 l", KITCHEN, "bottle", ("forest",), ("0.5 l", "0.7 l")),
    Item("Steel bottle Trail, city", KITCHEN, "bottle", ("rose",)),
    Item("Teapot Lund", KITCHEN, "teapot", ("mustard", "petrol", "brick")),
    Item("Chopping board, oak", KITCHEN, "board", ("oak",)),
    Item("Chopping board, walnut", KITCHEN, "board", ("walnut",)),
    Item("T-shirt Low Sun, sage", CLOTHING, "tshirt", ("sage",), SIZES),
    Item("T-shirt Low Sun, ink", CLOTHING, "tshirt", ("ink",), SIZES),
    Item("T-shirt Low Sun, oat", CLOTHING, "tshirt", ("oat",), SIZES),
    Item("Lambswool sweater Fjell", CLOTHING, "sweater", ("brick",), SIZES),
    Item("Lambswool sweater Fjell, forest", CLOTHING, "sweater", ("forest",), SIZES),
    Item("Rib beanie Nord", CLOTHING, "beanie", ("cobalt", "mustard")),
    Item("Rib beanie Nord, plum", CLOTHING, "beanie", ("plum",)),
    Item("Canvas sneaker Pier", CARRY, "sneaker", ("mustard",), EU),
    Item("Canvas sneaker Pier, petrol", CARRY, "sneaker", ("petrol",), EU),
    Item("Chelsea boot Vale", CARRY, "boot", ("cognac",), EU),
    Item("Chelsea boot Vale, graphite", CARRY, "boot", ("graphite",), EU),
    Item("Market tote", CARRY, "tote", ("oat",)),
    Item("Market tote, moss", CARRY, "tote", ("moss",)),
    Item("Day backpack 18 l", CARRY, "backpack", ("clay",)),
    Item("Day backpack 18 l, ink", CARRY, "backpack", ("ink",)),
    Item("Table lamp Alma", LIVING, "lamp", ("petrol",)),
    Item("Table lamp Alma, terracotta", LIVING, "lamp", ("terracotta",)),
    Item("Pendant lamp Bell", LIVING, "pendant", ("forest",)),
    Item("Pendant lamp Bell, mustard", LIVING, "pendant", ("mustard",)),
    Item("Vase Senna", LIVING, "vase", ("plum",)),
    Item("Linen cushion Stripe", LIVING, "cushion", ("sky",)),
    Item("Linen cushion Stripe, rose", LIVING, "cushion", ("rose",)),
    Item("Candle Fig & Cedar", LIVING, "candle", ("moss",)),
    Item("Cactus in clay pot", PLANTS, "cactus", ("terracotta",)),
    Item("Rubber plant", PLANTS, "leafy", ("mustard",)),
    Item("Snake plant", PLANTS, "snake", ("graphite",)),
    Item("Echeveria in bowl", PLANTS, "succulent", ("sky",)),
    Item("The Low Hills, a novel", DESK, "book", ("brick",)),
    Item("Notebook A5, dotted", DESK, "notebook", ("cobalt",)),
    Item("Field watch 38 mm", DESK, "watch", ("cognac",), ("Leather", "Canvas")),
    Item("Headphones Still", DESK, "headphones", ("graphite",)),
)
