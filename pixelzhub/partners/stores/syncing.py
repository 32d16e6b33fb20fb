"""What a partner's sync of a store sets off: its products are read again, and what is approved for them is published."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet

from connectors.models import Article, Product, Store, SyncRun
from connectors.sync import start_sync
from pixelzhub import pipeline
from pixelzhub.accounts import audit
from pixelzhub.accounts.callers import Caller
from pixelzhub.deliveries.accept import keep
from pixelzhub.deliveries.models import Delivery
from pixelzhub.retouch.publish import publishable
from pixelzhub.retouch.runs import Changed, NothingToPublish, start_run

# Each product's photos are asked for by a call: a task has time for so many.
READ_AT_ONCE = 20
OF_RUNS = uuid.UUID("6f0f7a52-9d5b-4a8e-8f1c-6a5d1f0c7a11")


@dataclass(frozen=True, slots=True)
class Queued:
    """A sync under its id, how many products it is about, and the EANs that no product has."""

    sync_id: uuid.UUID
    products: int
    unknown: list[str]


@transaction.atomic
def queue_sync(store: Store, eans: Collection[str] | None, caller: Caller) -> Queued:
    """Read the store's products with these EANs again, or all; then publish what is approved for them, where it was ordered.

    A sync that runs already is given instead.
    """
    # One at a time: the second of two equal calls sees what the first has begun.
    store = Store.objects.select_for_update(no_key=True).get(pk=store.pk)
    running = SyncRun.objects.filter(store=store, state=SyncRun.State.RUNNING).first()
    if running:
        return Queued(_id_of(running), store.product_count, [])
    products = Product.objects.filter(store=store, gone_at=None)
    if eans is None:
        queued = Queued(_id_of(start_sync(store, full=True)), store.product_count, [])
    else:
        products = products.filter(Q(ean__in=eans) | Q(variants__ean__in=eans)).distinct()
        queued = _read_again(store, products, eans)
    _publish(store, products, queued.sync_id, by=str(caller))
    audit.record(store.merchant, str(caller), "store.sync_asked", store, products=queued.products)
    pipeline.nudge()
    return queued


def _id_of(run: SyncRun) -> uuid.UUID:
    return uuid.uuid5(OF_RUNS, str(run.pk))


def _read_again(store: Store, products: QuerySet[Product], eans: Collection[str]) -> Queued:
    """As if the store itself had said that these products changed."""
    sync_id, ids = uuid.uuid4(), list(products.order_by("pk").values_list("remote_id", flat=True))
    written = _written(store, eans)
    ids += sorted(written - set(ids))
    for start in range(0, len(ids), READ_AT_ONCE):
        payload = {"topic": "partner.sync", "concerns": "products", "product_ids": ids[start : start + READ_AT_ONCE]}
        keep(
            merchant_id=store.merchant_id,
            store=store,
            source=Delivery.Source.STORE,
            payload=payload,
            verified=True,
            event_id=f"{sync_id}/{start}",
        )
    return Queued(sync_id, len(ids), _unknown(products, eans, written))


def _written(store: Store, eans: Collection[str]) -> set[str]:
    """Those of the partner catalogue, where the EAN is the id, whether or not they have come into the catalogue yet."""
    if store.platform != "partner":
        return set()
    found = Article.objects.filter(merchant=store.merchant_id, written=True, ean__in=eans)
    return set(found.values_list("ean", flat=True))


def _unknown(products: QuerySet[Product], eans: Collection[str], written: set[str]) -> list[str]:
    known = written | {ean for pair in products.values_list("ean", "variants__ean") for ean in pair}
    return [ean for ean in eans if ean not in known]


def _publish(store: Store, products: QuerySet[Product], token: uuid.UUID, *, by: str) -> None:
    outputs = publishable(store.merchant).filter(job__uses__placement__product__in=products.order_by().values("pk"))
    try:
        start_run(merchant=store.merchant, outputs=outputs.distinct(), by=by, token=token)
    except (NothingToPublish, Changed):
        return


def sentences(unknown: Sequence[str]) -> list[str]:
    """What a partner is told of EANs that match nothing."""
    return [f"No product of this store has the EAN {ean}." for ean in unknown]
