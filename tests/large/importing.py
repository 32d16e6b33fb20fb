"""Prints, as JSON, how a large table with its photos comes in: seconds of each part by itself and of the import, memory."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django

django.setup()

from django.core.files import File  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402

from analytics.twins.check import settle  # noqa: E402
from connectors import imports  # noqa: E402
from connectors.models import Image, Import, Placement, Product, Store, SyncRun  # noqa: E402
from tests import builders  # noqa: E402


def main(rows: int) -> None:
    call_command("migrate", verbosity=0)
    merchant = builders.make_merchant("Large")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write(folder, rows)
        found: dict[str, Any] = {"unzip": _unzipped(folder), "csv": _parsed(folder)}
        found["insert"] = _inserted(builders.make_store(merchant), rows)
        store = imports.create_upload_store(merchant, "Photos")
        synced: list[float] = []
        _timed_syncs(synced)
        start = time.perf_counter()
        with (
            _most_memory(found),
            (folder / "list.csv").open("rb") as table,
            (folder / "photos.zip").open("rb") as photos,
        ):
            row = imports.start_import(store, File(table, "list.csv"), others=[File(photos, "photos.zip")])
            while not row.is_finished:
                imports.run_imports([row.pk], placed=settle)
                row.refresh_from_db()
        found["sync"] = sum(synced)
        found["import"] = time.perf_counter() - start - found["sync"]
    assert (row.state, row.rows_imported) == (Import.State.SUCCESS, rows), row.last_error
    assert Image.objects.filter(store=store).count() == rows
    sys.stdout.write(json.dumps(found) + "\n")


def _timed_syncs(synced: list[float]) -> None:
    """The sync that an import sets off, and whatever the pipeline's next turns would do of it."""
    continue_syncs = imports.continue_syncs

    def timed(ids: list[int], **told: Any) -> None:
        start = time.perf_counter()
        while SyncRun.objects.filter(pk__in=ids, state=SyncRun.State.RUNNING).exists():
            continue_syncs(ids, **told)
        synced.append(time.perf_counter() - start)

    imports.continue_syncs = timed


def _write(folder: Path, rows: int) -> None:
    photo = builders.make_jpeg()
    with zipfile.ZipFile(folder / "photos.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        for number in range(rows):
            packed.writestr(f"photo-{number}.jpg", photo + number.to_bytes(4, "big"))
    with (folder / "list.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["sku", "name", "category", "image", "alt"])
        writer.writerows(
            [f"SKU-{n}", f"Product {n}", f"Shelf {n % 100}", f"photo-{n}.jpg", f"Product {n}, front"]
            for n in range(rows)
        )


def _unzipped(folder: Path) -> float:
    start = time.perf_counter()
    with zipfile.ZipFile(folder / "photos.zip") as packed:
        packed.extractall(folder / "bare")
    return time.perf_counter() - start


def _parsed(folder: Path) -> float:
    start = time.perf_counter()
    data = (folder / "list.csv").read_bytes()
    list(csv.DictReader(io.StringIO(data.decode(), newline="")))
    return time.perf_counter() - start


def _inserted(store: Store, rows: int) -> float:
    """Products, photos and where they hang, 500 at a time."""
    owned = {"merchant_id": store.merchant_id, "store_id": store.pk}
    start = time.perf_counter()
    for first in range(0, rows, 500):
        numbers = range(first, min(first + 500, rows))
        with transaction.atomic():
            products = Product.objects.bulk_create(
                Product(**owned, remote_id=f"{n}", sku=f"SKU-{n}", name=f"Product {n}") for n in numbers
            )
            images = Image.objects.bulk_create(
                Image(**owned, remote_id=f"{n}", url=f"upload:files/{n}.jpg") for n in numbers
            )
            Placement.objects.bulk_create(
                Placement(**owned, product=product, image=image, position=0, alt="Front")
                for product, image in zip(products, images, strict=True)
            )
    return time.perf_counter() - start


@contextmanager
def _most_memory(found: dict[str, Any]) -> Iterator[None]:
    """How far the process grows meanwhile, looked at often."""
    before, most, over = _resident_mb(), [0.0], threading.Event()

    def look() -> None:
        while not over.wait(0.02):
            most[0] = max(most[0], _resident_mb())

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        found["grown_mb"] = most[0] - before


def _resident_mb() -> float:
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    main(int(sys.argv[1]))
