"""/connectors: stores and their syncs."""

from __future__ import annotations

from connectors.models import Store
from pixelzhub.partners.frame.body import MOST_EANS
from pixelzhub.partners.schema.frame import page_size, path_part, query
from pixelzhub.partners.schema.operation import Operation
from pixelzhub.partners.schema.product_shapes import EAN_SHAPE
from pixelzhub.partners.schema.shapes import (
    Shape,
    always,
    called,
    fields,
    flag,
    listing,
    maybe,
    moment,
    ref,
    text,
    uuid,
    whole,
    word,
)
from pixelzhub.partners.stores.connectors import MOST_PER_PAGE, PER_PAGE, Connector, Connectors, Sync

TAG = "Connectors"
SAYS = (
    "Your stores, how their syncs go, and starting one. These answers have no envelope with `success` and `data`; "
    "their errors have."
)
COMMON: dict[str, Shape] = {
    "id": uuid("The store's id.", "550e8400-e29b-41d4-a716-000000000010"),
    "name": text("Its name.", "My Shopify store"),
    "platform": text("What it runs on.", "shopify"),
    "status": word("How it stands.", Store.State.values, name="ConnectorStatus"),
}
LAST_SYNC = maybe(moment("When it was last read to the end, in UTC; null before the first time."))
COMPONENTS = {
    "ConnectorRow": fields(
        "A store.",
        COMMON
        | {"last_sync_at": LAST_SYNC, "created_at": moment("When it was connected, in UTC.", "2026-01-15T00:00:00Z")},
    ),
    "Connector": fields(
        "A store with its sync.",
        COMMON
        | {
            "sync_stats": called(
                "SyncStats",
                fields(
                    "How the sync goes.",
                    {
                        "products_synced": whole("Products that are read.", 1250),
                        "products_pending": whole("Products that the running sync has yet to read.", 0),
                        "last_error": maybe(text("What went wrong last.", "The store did not answer.")),
                    },
                ),
            ),
            "last_sync_at": LAST_SYNC,
        },
    ),
    "ConnectorList": fields(
        "The page's stores.",
        {
            "items": listing("The stores, the oldest first.", ref("ConnectorRow")),
            "meta": called(
                "ConnectorListMeta",
                fields(
                    "Where the page stands.",
                    {
                        "total": whole("Stores in all.", 1),
                        "page": whole("The number of this page, from 1.", 1, least=1),
                        "per_page": whole("The most stores a page may hold.", PER_PAGE, least=1),
                        "total_pages": whole("Pages in all.", 1),
                        "has_next": flag("Whether there is a next page.", False),
                        "has_previous": flag("Whether there is a page before.", False),
                    },
                ),
            ),
        },
    ),
    "SyncQueued": fields(
        "The sync that was begun, or that runs already.",
        {
            "sync_id": uuid("The sync's id.", "550e8400-e29b-41d4-a716-000000000011"),
            "status": always("Always `queued`.", "queued"),
            "products_queued": whole("Products that are read again.", 2),
            "errors": listing(
                "A sentence for each EAN that no product of the store has; only where there are any.",
                text("A sentence.", "No product of this store has the EAN 3760000000002."),
            ),
        },
        optional=["errors"],
    ),
}
BY_ID = [path_part("store_id", COMMON["id"])]
OPERATIONS = [
    Operation(
        view=Connectors, method="GET", name="listConnectors", tag=TAG, summary="List stores", says="The oldest first.",
        parameters=[
            query("page", whole("The page, from 1.", 1, least=1, most=999_999_999) | {"default": 1}),
            query("per_page", page_size(PER_PAGE, MOST_PER_PAGE)),
        ],
        answers={200: ref("ConnectorList", "The page's stores.")}, refuses=[422],
    ),
    Operation(
        view=Connector, method="GET", name="getConnector", tag=TAG, summary="Get a store",
        says="With how its sync goes.", parameters=BY_ID,
        answers={200: ref("Connector", "The store with its sync.")}, refuses=[404],
    ),
    Operation(
        view=Sync, method="POST", name="syncConnector", tag=TAG, summary="Sync a store",
        says="The products are read again, and what is approved for them is published. Without `eans` the whole store. "
        "While a sync of the whole store runs, that one is given.",
        parameters=BY_ID,
        body=fields(
            "Which products.",
            {"eans": maybe(listing(f"Up to {MOST_EANS} EANs; all products without it.", EAN_SHAPE, most=MOST_EANS))},
            optional=["eans"],
        ),
        body_needed=False, example={"eans": ["3760000000001", "3760000000002"]},
        answers={200: ref("SyncQueued", "The sync that was begun, or that runs already.")}, refuses=[404, 409],
    ),
]  # fmt: skip
