"""From what was handed in to the products that it means: by the table's rows, or without a table by the photos' names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from connectors.platforms.upload.archive import HandedIn, Member
from connectors.platforms.upload.by_name import photo_products
from connectors.platforms.upload.naming import Naming, product_key
from connectors.platforms.upload.planned import Plan, PlannedPhoto, PlannedProduct, PlannedRow
from connectors.platforms.upload.problems import Problem, WrongCell
from connectors.platforms.upload.row import Row
from connectors.platforms.upload.table import read_table

NAMED = "photos that the table names"


def plan_import(handed_in: HandedIn) -> Plan:
    """The same files always give the same plan. Raises `NotReadable` for a table that is none."""
    problems = list(handed_in.problems)
    if not handed_in.tables:
        return Plan(photo_products(handed_in.pictures), problems, 0)
    ((name, data),) = handed_in.tables.items()
    table = read_table(name, data)
    listed = _Listed(name, handed_in.pictures)
    products = listed.products(table.rows)
    listed.naming.note(table.named_there)
    unnamed = [Problem("No row names this photo.", photo, accepted=NAMED) for photo in listed.naming.unnamed()]
    problems += [*table.problems, *listed.problems, *unnamed]
    return Plan(products, problems, table.bad_rows + len(listed.problems))


class _Listed:
    """Products of a table; a row that does not fit the others or the archive is one problem."""

    def __init__(self, table: str, pictures: Mapping[str, Member]) -> None:
        self.table = table
        self.pictures = pictures
        self.naming = Naming(pictures)
        self.problems: list[Problem] = []

    def products(self, rows: Iterable[Row]) -> list[PlannedProduct]:
        grouped: dict[str, list[Row]] = {}
        for row in rows:
            key = product_key(row.sku, row.name)
            try:
                self.naming.claim(row.ean, key, row.line)
            except WrongCell as error:
                self._leave_out(row, error)
            else:
                grouped.setdefault(key, []).append(row)
        found = (PlannedProduct(key, self._rows(group)) for key, group in grouped.items())
        return [product for product in found if product.rows]

    def _rows(self, rows: list[Row]) -> tuple[PlannedRow, ...]:
        """Photos go by position, then by line."""
        seen: dict[str, int] = {}
        planned = []
        for row in sorted(rows, key=lambda row: (row.position is None, row.position or 0, row.line)):
            try:
                if not row.images and rows[0] is not row:
                    raise WrongCell(
                        f"The row repeats row {rows[0].line}.", value=row.sku, accepted="a photo in each row"
                    )
                planned.append(self._row(row, seen))
            except WrongCell as error:
                self._leave_out(row, error)
        return tuple(planned)

    def _row(self, row: Row, seen: dict[str, int]) -> PlannedRow:
        photos = tuple(self._photo(text, row) for text in row.images)
        for photo in photos:
            if seen.setdefault(photo.source, row.line) != row.line:
                wrong = f"The row repeats the photo of row {seen[photo.source]}."
                raise WrongCell(wrong, column="image", value=photo.source, accepted="each photo once")
        once = tuple({photo.source: photo for photo in photos}.values())
        return PlannedRow(row.line, row.name, row.sku, row.ean, category_path(row.category), row.tags, once)

    def _photo(self, text: str, row: Row) -> PlannedPhoto:
        if text.lower().startswith(("http://", "https://")):
            return PlannedPhoto(text, row.alt)
        name = self.naming.find(text)
        return PlannedPhoto(name, row.alt, self.pictures[name])

    def _leave_out(self, row: Row, error: WrongCell) -> None:
        self.naming.note(row.images)
        self.problems.append(error.at(row.line, self.table))


def category_path(text: str) -> tuple[str, ...]:
    """“Women > Hoodies” as its steps."""
    return tuple(part.strip()[:300] for part in text.split(">") if part.strip())
