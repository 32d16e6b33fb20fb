"""What the catalogue and the measuring tell, in the words of a webhook. The pipeline passes these to them."""

from __future__ import annotations

from collections.abc import Sequence

from connectors.models import Import, Store, SyncRun
from pixelzhub.deliveries.announcing import announce, announce_all
from pixelzhub.deliveries.events import Event


def store_synced(store: Store, run: SyncRun) -> None:
    """A run read all that it was for."""
    told = {
        "store_id": str(store.pk),
        "products": run.products_done,
        "changes": run.changes,
        "everything": run.since is None,
    }
    announce(run.merchant_id, Event.STORE_SYNCED, told)


def images_measured(store: Store, image_ids: Sequence[int]) -> None:
    """A batch of a store's photos was measured."""
    told = [{"image_id": str(image_id), "store_id": str(store.pk)} for image_id in image_ids]
    announce_all(store.merchant_id, Event.IMAGE_MEASURED, told)


def import_finished(row: Import) -> None:
    """An import was read to its end, or stopped with a reason."""
    told = {
        "import_id": str(row.import_id),
        "store_id": str(row.store_id),
        "status": row.state,
        "rows": row.rows_total,
        "imported": row.rows_imported,
        "problems": len(row.problems),
        "error": row.last_error or None,
    }
    announce(row.merchant_id, Event.IMPORT_FINISHED, told)
