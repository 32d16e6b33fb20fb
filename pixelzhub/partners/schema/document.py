"""The OpenAPI document: drf-spectacular walks the routes, the files of the resources say what each is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request

from pixelzhub.partners.frame.versions import VERSIONS
from pixelzhub.partners.schema import (
    account,
    analyses,
    connectors,
    frame,
    health,
    images,
    imports,
    jobs,
    orders,
    products,
    publications,
    refusals,
    status,
    webhooks,
)  # fmt: skip
from pixelzhub.partners.schema.names import referred
from pixelzhub.partners.schema.operation import Operation
from pixelzhub.partners.schema.payloads import payloads
from pixelzhub.partners.schema.shapes import called
from pixelzhub.partners.schema.ways_in import ways_in
from pixelzhub.partners.views import VERSION, Nothing

# In the order in which the documentation shows them.
RESOURCES: tuple[Any, ...] = (
    status, products, connectors, imports, webhooks, images, analyses, health, orders, jobs, publications, account,
)  # fmt: skip
Endpoint = tuple[str, str, str, Callable[..., Any]]


def operations() -> Iterator[Operation]:
    """Every call that is described."""
    for resource in RESOURCES:
        yield from resource.OPERATIONS


def routes(endpoints: Iterable[Endpoint]) -> list[Endpoint]:
    """The routes of this version, each by its address without a slash at its end; not the one that answers all the rest."""
    return [
        (path.rstrip("/"), regex, method, view)
        for path, regex, method, view in endpoints
        if path.startswith(f"{VERSIONS[-1].path}/") and getattr(view, "cls", None) is not Nothing
    ]


def completed(
    result: dict[str, Any], generator: SchemaGenerator, request: Request | None, public: bool
) -> dict[str, Any]:
    """The document with what all operations refer to."""
    result["info"]["version"] = VERSION
    result["tags"] = [{"name": resource.TAG, "description": resource.SAYS} for resource in RESOURCES]
    result["webhooks"] = payloads()
    result["components"] = {
        "responses": refusals.refusals(),
        "parameters": frame.parameters(),
        "headers": frame.headers(),
        "securitySchemes": ways_in(),
    }
    return _with_names(result)


def _with_names(result: dict[str, Any]) -> dict[str, Any]:
    """The document with every shape that has a name among its components."""
    written = {"Meta": frame.META, "Failure": frame.FAILURE}
    for resource in RESOURCES:
        written |= resource.COMPONENTS
    schemas: dict[str, Any] = {}
    for name, shape in written.items():
        referred(called(name, shape), schemas)
    result = {place: referred(part, schemas) for place, part in result.items()}
    result["components"]["schemas"] = dict(sorted(schemas.items()))
    return result


@cache
def document() -> dict[str, Any]:
    """The whole document; the same until the process ends."""
    found: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return found


def _describe() -> None:
    """Give each view its operations."""
    of_views: dict[type, dict[str, Any]] = defaultdict(dict)
    for one in operations():
        of_views[one.view][one.method.lower()] = extend_schema(operation=one.to_openapi())
    for view, methods in of_views.items():
        extend_schema_view(**methods)(view)


_describe()
