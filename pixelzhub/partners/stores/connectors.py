"""/connectors: the merchant's stores and how their syncs go, as the connectors document has it."""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from connectors.models import Store, SyncRun
from pixelzhub.accounts.scopes import Scope
from pixelzhub.partners.frame.asking import NotNow, own_row_by_uuid
from pixelzhub.partners.frame.body import eans_in, fields_of
from pixelzhub.partners.frame.envelope import moment
from pixelzhub.partners.frame.keys import key_of, merchant_of
from pixelzhub.partners.frame.paging import whole
from pixelzhub.partners.frame.route import Route
from pixelzhub.partners.stores.syncing import queue_sync, sentences

PER_PAGE, MOST_PER_PAGE = 50, 500


class Connectors(Route):
    scopes: ClassVar = {"GET": Scope.CONNECTORS_READ}

    def get(self, request: Request) -> Response:
        page = whole(request, "page", 1)
        per_page = whole(request, "per_page", PER_PAGE, most=MOST_PER_PAGE)
        stores = Store.objects.filter(merchant=merchant_of(request)).order_by("created_at", "pk")
        total = stores.count()
        pages = -(-total // per_page)
        items = [_listed(store) for store in stores[(page - 1) * per_page : page * per_page]]
        meta = {
            "total": total,
            "page": page,
            "per_page": per_page,
            "total_pages": pages,
            "has_next": page < pages,
            "has_previous": 1 < page <= pages + 1,
        }
        return Response({"items": items, "meta": meta})


class Connector(Route):
    scopes: ClassVar = {"GET": Scope.CONNECTORS_READ}

    def get(self, request: Request, store_id: str) -> Response:
        store = _own(request, store_id)
        run = SyncRun.objects.filter(store=store).order_by("-id").first()
        row = _listed(store)
        last_sync_at = row.pop("last_sync_at")
        row.pop("created_at")
        return Response(row | {"sync_stats": _stats(store, run), "last_sync_at": last_sync_at})


class Sync(Route):
    scopes: ClassVar = {"POST": Scope.CONNECTORS_WRITE}

    def post(self, request: Request, store_id: str) -> Response:
        store = _own(request, store_id)
        eans = eans_in(fields_of(request, {"eans"}))
        if store.state not in {Store.State.ACTIVE, Store.State.ERROR}:
            raise NotNow(f"The store cannot be synced now: {store.get_state_display()}.")
        queued = queue_sync(store, eans, key_of(request))
        answer = {"sync_id": str(queued.sync_id), "status": "queued", "products_queued": queued.products}
        return Response(answer | ({"errors": sentences(queued.unknown)} if queued.unknown else {}))


def _listed(store: Store) -> dict[str, Any]:
    return {
        "id": str(store.pk),
        "name": store.name,
        "platform": store.platform,
        "status": store.state,
        "last_sync_at": moment(store.last_sync_at) if store.last_sync_at else None,
        "created_at": moment(store.created_at),
    }


def _stats(store: Store, run: SyncRun | None) -> dict[str, Any]:
    """Of a sync that runs: what it has read, and what is left. Otherwise all products of the store are synced."""
    if run is None or run.state != SyncRun.State.RUNNING:
        return {"products_synced": store.product_count, "products_pending": 0, "last_error": store.last_error or None}
    total = run.products_total or run.products_done
    return {
        "products_synced": run.products_done,
        "products_pending": max(0, total - run.products_done),
        "last_error": store.last_error or None,
    }


def _own(request: Request, store_id: str) -> Store:
    return own_row_by_uuid(Store.objects.filter(merchant=merchant_of(request)), store_id)
