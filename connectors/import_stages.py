"""An import's way from the files that were handed in to the store's folder, in the stages that a partner sees.

First all photos are unpacked and every row is checked; only then are whole rows written. Each stage can be taken up again
where a killed process left it.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings

from connectors.http import Http
from connectors.models import Import
from connectors.platforms.upload.archive import MAX_FILE_BYTES, read_handed_in
from connectors.platforms.upload.folder import Folder
from connectors.platforms.upload.merge import Filled, Merging, fill
from connectors.platforms.upload.plan import plan_import
from connectors.platforms.upload.planned import Plan, PlannedPhoto, PlannedProduct
from connectors.platforms.upload.problems import NotReadable, Problem
from connectors.platforms.upload.unpacked import Unpacked, unpack

# Photos between two notes of progress; a dead web address costs its whole timeout.
UNPACKED_A_STEP, DOWNLOADED_A_STEP = 500, 24
STEP_BYTES = 100 * 1000**2
DOWNLOAD_TIMEOUT_S = 20.0
# Products that are written at once.
MERGED_A_STEP = 1000
KEPT_PROBLEMS = 5000


class Ended(Exception):
    """The import was cancelled while it was read."""


def carry_on(row: Import, files: Sequence[tuple[str, Any]], until: float) -> bool:
    """True when all is done, False when the time was up before. Raises `NotReadable` and `Ended`."""
    plan = plan_import(read_handed_in(files))
    if row.state == Import.State.VALIDATING_CSV:
        _begin(row, plan)
    unpacked = journal(row)
    if not _unpack(row, plan, unpacked, until):
        return False
    plan.let_go_of_archive()
    if row.state not in {Import.State.WAITING_QUEUE, Import.State.IMPORTING_DATA}:
        _check(row, plan, unpacked)
        if row.dry_run:
            return True
        _enter(row, Import.State.WAITING_QUEUE)
        if time.monotonic() > until:
            return False
    _enter(row, Import.State.IMPORTING_DATA)
    return _merge(row, plan, unpacked, until)


def journal(row: Import) -> Unpacked:
    """Where it is noted which of its photos are unpacked."""
    return Unpacked(Path(row.store.settings["folder"]) / f".import-{row.import_id}")


def _begin(row: Import, plan: Plan) -> None:
    """Say how much there is, and what is wrong with it."""
    known = [photo.member.info.file_size for photo in plan.photos() if photo.member]
    _note(
        row,
        rows_total=plan.rows_total,
        rows_done=plan.bad_rows,
        rows_imported=0,
        bytes_total=sum(known),
        problems=_kept(plan.problems),
    )
    if plan.rows_total == 0:
        said = f" First problem: {plan.problems[0].file} {plan.problems[0].problem}" if plan.problems else ""
        raise NotReadable(f"There is no product and no photo in what was handed in.{said}")
    _enter(row, Import.State.UNPACKING_ARCHIVE)


def _unpack(row: Import, plan: Plan, unpacked: Unpacked, until: float) -> bool:
    """Photos into the store's folder; for a dry run they are only read."""
    photos = islice(plan.photos(), unpacked.count(), None)
    folder = None if row.dry_run else Folder(row.store.settings["folder"])
    with Http(
        allowed_private=settings.ALLOWED_PRIVATE_HOSTS, timeout=DOWNLOAD_TIMEOUT_S, max_bytes=MAX_FILE_BYTES, tries=2
    ) as http:
        for step in _steps(photos):
            found = unpack(step, http, folder)
            unpacked.add(found)
            done = row.bytes_done + sum(one.size for one in found)
            _note(row, bytes_done=done, bytes_total=max(done, row.bytes_total))
            if time.monotonic() > until:
                return False
    return True


def _steps(photos: Iterable[PlannedPhoto]) -> Iterator[list[PlannedPhoto]]:
    step: list[PlannedPhoto] = []
    size = 0
    for photo in photos:
        step.append(photo)
        size += photo.member.info.file_size if photo.member else STEP_BYTES // DOWNLOADED_A_STEP
        if len(step) >= UNPACKED_A_STEP or size >= STEP_BYTES:
            yield step
            step, size = [], 0
    if step:
        yield step


def _check(row: Import, plan: Plan, unpacked: Unpacked) -> None:
    """Which rows can come in with all their photos."""
    _enter(row, Import.State.CHECKING_IMAGES)
    problems, good = list(plan.problems), 0
    for filled in fill(plan.products, iter(unpacked)):
        problems += filled.problems
        good += len(filled.rows)
    _note(row, problems=_kept(problems))
    if row.dry_run:
        _note(row, rows_imported=good, rows_done=row.rows_total)


def _merge(row: Import, plan: Plan, unpacked: Unpacked, until: float) -> bool:
    """Whole products into the store's catalogue."""
    folder = Folder(row.store.settings["folder"])
    products = _after(fill(_given_up(plan.products), iter(unpacked)), row.rows_done - plan.bad_rows)
    while row.rows_done < row.rows_total:
        step = _Counted(products)
        with folder.changing() as catalogue:
            Merging(catalogue).merge(step.next(MERGED_A_STEP))
        _note(row, rows_done=row.rows_done + step.rows, rows_imported=row.rows_imported + step.imported)
        if time.monotonic() > until:
            break
    return row.rows_done >= row.rows_total


class _Counted:
    """Products on their way into the catalogue, and how many rows of the table they were."""

    def __init__(self, products: Iterator[Filled]) -> None:
        self._products = products
        self.rows = self.imported = 0

    def next(self, number: int) -> Iterator[Filled]:
        for one in islice(self._products, number):
            self.rows += len(one.product.rows)
            self.imported += len(one.rows)
            yield one


def _given_up(products: list[PlannedProduct]) -> Iterator[PlannedProduct]:
    """Each product once: what is in the catalogue need not be held a second time."""
    products.reverse()
    while products:
        yield products.pop()


def _after(products: Iterator[Filled], rows: int) -> Iterator[Filled]:
    """Those after so many rows, which came in before."""
    for one in products:
        if rows <= 0:
            yield one
        rows -= len(one.product.rows)


def _enter(row: Import, state: Import.State) -> None:
    """On to a later stage; never back to one that is behind."""
    if Import.UNFINISHED.index(state) > Import.UNFINISHED.index(Import.State(row.state)):
        _note(row, state=state)


def _note(row: Import, **fields: Any) -> None:
    """Progress, which begins the count of deaths again. Raises `Ended`."""
    fields["attempts"] = 0
    if not Import.objects.filter(pk=row.pk, state__in=Import.UNFINISHED).update(**fields):
        raise Ended
    for name, value in fields.items():
        setattr(row, name, value)


def _kept(problems: Sequence[Problem]) -> list[dict[str, object]]:
    kept = [problem.as_json() for problem in problems[:KEPT_PROBLEMS]]
    if len(problems) > KEPT_PROBLEMS:
        more = f"{len(problems) - KEPT_PROBLEMS:,} more problems are not listed; mend these and hand in again."
        kept.append(Problem(more).as_json())
    return kept
