"""A photo measured anew by the rules of before, while its store is judged by others; prints what it comes to.

Run as a process of its own, on the database of DATABASE_URL: two connections hold and want the same row.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from threading import Thread

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pixelzhub.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from analytics.derive import derive  # noqa: E402
from analytics.judging import judge_stores  # noqa: E402
from analytics.models import FindingRow, OwnLimits, StoredMeasurement, StoreJudging  # noqa: E402
from analytics.pixels import VERSION  # noqa: E402
from connectors.models import Placement, Store  # noqa: E402
from tests import builders  # noqa: E402

WAITS = "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid)))"
WRITTEN_BY = "SELECT id, xmin::text FROM connectors_placement WHERE store_id = %s"


def main() -> None:
    call_command("migrate", verbosity=0)
    merchant = builders.make_merchant()
    store = builders.make_store(merchant, channels=("amazon", "own"))
    filled = [builders.make_photo(builders.make_product(store), _filling(share)) for share in (0.90, 0.65, 0.91)]
    row = StoreJudging.objects.create(merchant_id=merchant.pk, store=store)
    judge_stores([row.pk])
    before = _writers(store)

    def change() -> None:
        OwnLimits.objects.create(merchant_id=merchant.pk, values={"fill_percent": 70})
        judge_stores([row.pk])
        connection.close()

    waited = _while_measured(filled[0], 0.65, change)
    after = _writers(store)
    found = {
        "waited": waited,
        "too small": [_too_small(placement) for placement in filled],
        "written": [before[placement.pk] != after[placement.pk] for placement in filled],
    }
    sys.stdout.write(json.dumps(found))


def _filling(share: float) -> builders.Measurement:
    return replace(builders.WHITE_GROUND, fill=share)


def _while_measured(placement: Placement, share: float, work: Callable[[], None]) -> bool:
    """Do the work while another transaction has this photo measured anew; whether the work waited for it."""
    digest = f"{1:064x}"
    values = _filling(share).to_json()
    StoredMeasurement.objects.create(merchant_id=placement.merchant_id, sha256=digest, version=VERSION, values=values)
    worker = Thread(target=work)
    with transaction.atomic(), connection.cursor() as cursor:
        type(placement.image).objects.filter(pk=placement.image_id).update(sha256=digest)
        derive([placement.pk])
        worker.start()
        waits = False
        while worker.is_alive() and not waits:
            cursor.execute(WAITS)
            waits = cursor.fetchone()[0]
    worker.join()
    return waits


def _too_small(placement: Placement) -> bool:
    return FindingRow.objects.filter(placement=placement, code="own/small_subject").exists()


def _writers(store: Store) -> dict[int, str]:
    """The transaction that wrote each placement last."""
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN_BY, [store.pk])
        return dict(cursor.fetchall())


if __name__ == "__main__":
    main()
