"""/api/jsonapi/v2/: one view a resource, over the rows of the key's merchant."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.utils.cache import patch_vary_headers
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.viewsets import ReadOnlyModelViewSet

from connectors.models import Category, Image, Import, Placement, Product, Store
from pixelzhub.accounts.scopes import Scope
from pixelzhub.partners.frame.asking import own_row, own_row_by_uuid
from pixelzhub.partners.frame.body import shown
from pixelzhub.partners.frame.keys import key_of, merchant_id_of
from pixelzhub.partners.frame.route import Route
from pixelzhub.partners.jsonapi import asking, resources
from pixelzhub.partners.jsonapi.errors import WrongParameter, answer_to_error
from pixelzhub.partners.jsonapi.negotiation import Negotiation, check_content_type
from pixelzhub.partners.jsonapi.rendering import DocumentRenderer

NEEDED = {
    "store": Scope.CONNECTORS_READ,
    "images": Scope.IMAGES_READ,
    "products": Scope.PRODUCTS_READ,
    "categories": Scope.PRODUCTS_READ,
}
LIVE = Placement.objects.filter(gone_at=None, image__gone_at=None).order_by("position", "pk")


class Document(Route):
    """What all answers below /api/jsonapi/ have in common."""

    renderer_classes = [DocumentRenderer]
    parser_classes = ()
    content_negotiation_class = Negotiation

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        check_content_type(request)

    def get_exception_handler(self) -> Any:
        return answer_to_error

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        answer = super().finalize_response(request, response, *args, **kwargs)
        patch_vary_headers(answer, ["Accept"])
        return answer


class Resource(Document, ReadOnlyModelViewSet[Any]):  # type: ignore[misc]
    """A list and its members. `joined` and `prefetched` are what their relations need, however many there are.

    `for_included` is what those of included resources need, by the first name of their path.
    """

    model: ClassVar[type[Any]]
    pagination_class = asking.Pages
    filter_backends = [asking.Asking, asking.Sorting]
    filters: ClassVar[dict[str, asking.Filter]] = {}
    ordering: ClassVar[str] = "id"
    ordering_fields: ClassVar[tuple[str, ...]] = ("id",)
    live: ClassVar[dict[str, Any]] = {"gone_at": None}
    joined: ClassVar[tuple[str, ...]] = ()
    prefetched: ClassVar[tuple[Any, ...]] = ()
    for_included: ClassVar[dict[str, tuple[Any, ...]]] = {}

    def get_queryset(self) -> QuerySet[Any]:
        included = self._included()
        more = [lookup for name, lookups in self.for_included.items() if name in included for lookup in lookups]
        rows: QuerySet[Any] = self.model.objects.filter(merchant=merchant_id_of(self.request), **self.live)
        return rows.select_related(*self.joined).prefetch_related(*self.prefetched, *more)

    def get_object(self) -> Any:
        """By its id alone; another merchant's is not there. Raises `Http404`."""
        return own_row(self.get_queryset(), self.kwargs["pk"])

    def _included(self) -> set[str]:
        """What is included. Whoever may not list a resource does not get it as part of another one."""
        paths = set(filter(None, self.request.query_params.get("include", "").split(",")))
        known = getattr(self.get_serializer_class(), "included_serializers", {})
        for path in paths:
            if path not in known:
                told = ", ".join(known) or "nothing to include"
                raise WrongParameter("include", f"“include” names {shown(path)}; there is {told}.")
            if NEEDED[path].value not in key_of(self.request).scopes:
                raise PermissionDenied(f"To include {path}, the key needs the scope {NEEDED[path].value}.")
        return paths


class Products(Resource):
    model = Product
    serializer_class = resources.ProductSerializer
    scopes: ClassVar = {"GET": Scope.PRODUCTS_READ}
    ordering_fields: ClassVar = ("id", "name")
    filters: ClassVar = {
        "store": asking.key("store"),
        "category": asking.row("categories"),
        "sku": asking.text("sku"),
        "ean": asking.text("ean"),
        "deactivated": asking.flag("deactivated"),
        "updated_since": asking.since("remote_updated_at"),
    }
    joined: ClassVar = ("store",)
    prefetched: ClassVar = (
        "categories__store",
        "variants",
        Prefetch("placements", LIVE.select_related("image__store")),
    )
    for_included: ClassVar = {"images": (Prefetch("placements__image__placements", LIVE.select_related("product")),)}


class Categories(Resource):
    model = Category
    serializer_class = resources.CategorySerializer
    scopes: ClassVar = {"GET": Scope.PRODUCTS_READ}
    ordering_fields: ClassVar = ("id", "name")
    filters: ClassVar = {"store": asking.key("store"), "deactivated": asking.flag("deactivated")}
    joined: ClassVar = ("store",)


class Images(Resource):
    model = Image
    serializer_class = resources.ImageSerializer
    scopes: ClassVar = {"GET": Scope.IMAGES_READ}
    filters: ClassVar = {
        "store": asking.key("store"),
        "product": asking.row("placements__product"),
        "measured_since": asking.since("measured_at"),
    }
    joined: ClassVar = ("store",)
    prefetched: ClassVar = (Prefetch("placements", LIVE.select_related("product__store")),)
    for_included: ClassVar = {
        "products": (
            "placements__product__categories",
            "placements__product__variants",
            Prefetch("placements__product__placements", LIVE.select_related("image")),
        )
    }


class Stores(Resource):
    model = Store
    serializer_class = resources.StoreSerializer
    scopes: ClassVar = {"GET": Scope.CONNECTORS_READ}
    ordering: ClassVar = "created_at"
    ordering_fields: ClassVar = ("created_at", "name")
    filters: ClassVar = {"platform": asking.text("platform"), "status": asking.text("state")}
    live: ClassVar = {}

    def get_object(self) -> Store:
        found: Store = _by_uuid(self.get_queryset(), self.kwargs["pk"])
        return found


class Imports(Resource):
    model = Import
    serializer_class = resources.ImportSerializer
    scopes: ClassVar = {"GET": Scope.IMPORTS_READ}
    ordering: ClassVar = "-id"
    filters: ClassVar = {"store": asking.key("store"), "status": asking.text("state")}
    live: ClassVar = {}
    joined: ClassVar = ("store",)

    def get_object(self) -> Import:
        found: Import = _by_uuid(self.get_queryset(), self.kwargs["pk"], "import_id")
        return found


class Nothing(Document):
    """Every other address below: an error as a document."""

    authentication_classes = ()
    permission_classes = [AllowAny]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise Http404


def _by_uuid(rows: QuerySet[Any], sent: str, column: str = "pk") -> Any:
    """By an id that is written as this API writes it. Raises `Http404`."""
    if not asking.UUID.fullmatch(sent):
        raise Http404
    return own_row_by_uuid(rows, sent, column)
