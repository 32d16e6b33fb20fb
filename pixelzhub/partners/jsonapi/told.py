"""What the page that explains the API says of these resources, out of the views themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pixelzhub.partners.jsonapi.urls import RESOURCES


@dataclass(frozen=True, slots=True)
class Told:
    """One resource by its name, what it needs and what it can be asked for."""

    name: str
    scope: str
    filters: Sequence[str]
    orders: Sequence[str]
    includes: Sequence[str]


def resources() -> list[Told]:
    """Every resource, in the order of the routes."""
    return [
        Told(
            name,
            kind.scopes["GET"].value,
            list(kind.filters),
            kind.ordering_fields,
            list(getattr(kind.serializer_class, "included_serializers", {})),
        )
        for name, kind in RESOURCES.items()
    ]
