"""Speaks an API that the merchant describes. What it can do is what the description has a section for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import new_class
from typing import TYPE_CHECKING, Any, Self

from connectors.contract import SetupField
from connectors.platforms.custom.abilities import (
    DescribedAddImage,
    DescribedCategories,
    DescribedCounts,
    DescribedPostImage,
    DescribedPostProduct,
)
from connectors.platforms.custom.described import Described
from connectors.platforms.custom.description import BadDescription
from connectors.platforms.custom.parts import Description
from connectors.platforms.custom.templates import places

if TYPE_CHECKING:
    from connectors.http import Http

SECTION = "A description has this ability if it has the section {section}."


class CustomConnector(Described):
    platform = "custom"
    label = "Custom API"
    help = "Any store or PIM with an API over HTTPS, in JSON, XML or SOAP, that you can describe."
    setup = (
        SetupField(
            "description",
            "Description",
            "YAML that says how your API is entered and where products and photos are in its answers. Start from one"
            " of the examples (a JSON shop, an XML shop, a SOAP shop, django-oscar) and your API's own documentation.",
            "document",
            placeholder="version: 1",
        ),
        SetupField(
            "secrets",
            "Secrets",
            "The keys and passwords that the description names as {{secret.NAME}}, each as NAME=value, with semicolons"
            " in between. You find the values where your API's provider hands out its keys.",
            "secret",
            required=False,
            placeholder="api_key=…",
        ),
    )
    varies = True
    reasons = {
        "access": "The keys are entered by hand, as the description names them.",
        **{
            name: SECTION.format(section=name)
            for name in ("categories", "counts", "post_image", "add_image", "post_product")
        },
        "webhooks": "Changes are found at the next sync.",
    }

    def __new__(cls, settings: Mapping[str, str], http: Http) -> Self:
        """The connector of a store has the abilities of its own description."""
        kind = cls.for_settings(settings) if cls is CustomConnector else cls
        return super().__new__(kind)  # type: ignore[return-value]

    @classmethod
    def for_settings(cls, settings: Mapping[str, str]) -> type[CustomConnector]:
        """The class with the abilities that these settings' description has.

        One that cannot be used has none beside reading: pages show such a store, and opening it says what is wrong.
        """
        try:
            about = cls.described(settings)
        except BadDescription:
            return CustomConnector
        return _kind(_abilities(about), tuple(_flags(about).items()))


def _abilities(about: Description) -> tuple[type[Described], ...]:
    has: dict[type[Described], bool] = {
        DescribedCategories: about.categories is not None or about.categories_of_products,
        DescribedCounts: bool(about.counts),
        DescribedPostProduct: "post_product" in about.writes,
        DescribedPostImage: "post_image" in about.writes,
        DescribedAddImage: "add_image" in about.writes,
    }
    return tuple(ability for ability, described in has.items() if described)


def _flags(about: Description) -> dict[str, Any]:
    """What its requests heed: a place or an alt text that no request carries cannot be."""
    flags: dict[str, Any] = {"shows_alt": "alt" in about.images.fields}
    if "post_image" in about.writes:
        used = _used(about, "post_image")
        flags |= {"in_place": about.in_place, "moves": "new.position" in used, "must_fetch": "new.url" in used}
    if "add_image" in about.writes:
        flags["places"] = {"new.position", "new.alt"} <= _used(about, "add_image")
    return flags


def _used(about: Description, write: str) -> set[str]:
    request = about.writes[write].request
    parts = (request.path, request.params, request.json, request.form, request.xml, request.multipart)
    return {place.name for part in parts for place in places(part)}


@lru_cache(maxsize=64)
def _kind(abilities: tuple[type[Described], ...], flags: tuple[tuple[str, Any], ...]) -> type[CustomConnector]:
    named = {**dict(flags), "__module__": __name__}
    bases = (CustomConnector, *abilities)
    made: type[CustomConnector] = new_class(CustomConnector.__name__, bases, exec_body=lambda body: body.update(named))
    return made
