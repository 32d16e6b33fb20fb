"""From what was handed in to the products that it means: a table's rows first, then the photos that none names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from connectors.platforms.upload.archive import HandedIn, Member, NotReadable, Problem, normal
from connectors.platforms.upload.table import Row, read_table

NUMBERED = re.compile(r"(?P<name>.+)_(?P<number>\d{1,6})$")


@dataclass(frozen=True, slots=True)
class PlannedPhoto:
    """A photo to take: from the archive, or from a web address if `member` is None."""

    source: str
    alt: str = ""
    member: Member | None = None
    row: int | None = None


@dataclass(slots=True)
class PlannedProduct:
    key: str
    name: str
    sku: str = ""
    ean: str = ""
    category: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    photos: list[PlannedPhoto] = field(default_factory=list)


@dataclass(slots=True)
class Plan:
    products: list[PlannedProduct]
    problems: list[Problem]

    @property
    def photo_count(self) -> int:
        return sum(len(product.photos) for product in self.products)


def plan_import(handed_in: HandedIn) -> Plan:
    """The same files always give the same plan. Raises `NotReadable` if there is nothing in them to use."""
    problems = list(handed_in.problems)
    rows: list[Row] = []
    for name, data in handed_in.tables.items():
        table = read_table(name, data)
        rows += table.rows
        problems += table.problems
    listed = _Listed(handed_in.pictures, problems)
    products = listed.products(rows)
    left = {name: member for name, member in handed_in.pictures.items() if name not in listed.used}
    products += _photo_products(left)
    if not products:
        said = f" First problem: {problems[0].file} {problems[0].problem}" if problems else ""
        raise NotReadable(f"There is no product and no photo in what was handed in.{said}")
    return Plan(products, problems)


class _Listed:
    """Products of a table, and which photos of the archive it names."""

    def __init__(self, pictures: Mapping[str, Member], problems: list[Problem]) -> None:
        self.pictures = pictures
        self.problems = problems
        self.used: set[str] = set()
        self._by_path = {normal(name): name for name in pictures}
        self._by_name: dict[str, list[str]] = {}
        for name in pictures:
            self._by_name.setdefault(normal(PurePosixPath(name).name), []).append(name)

    def products(self, rows: Iterable[Row]) -> list[PlannedProduct]:
        grouped: dict[str, list[Row]] = {}
        for row in rows:
            grouped.setdefault(product_key(row.sku, row.name), []).append(row)
        return [self._product(key, group) for key, group in grouped.items()]

    def _product(self, key: str, rows: list[Row]) -> PlannedProduct:
        """Rows of one SKU are one product: the first value of each column counts, photos go by position, then line."""
        product = PlannedProduct(
            key=key,
            name=_first(row.name for row in rows),
            sku=rows[0].sku,
            ean=_first(row.ean for row in rows),
            category=category_path(_first(row.category for row in rows)),
            tags=tuple(dict.fromkeys(tag for row in rows for tag in row.tags)),
        )
        seen: dict[str, int] = {}
        for row in sorted(rows, key=lambda row: (row.position is None, row.position or 0, row.line)):
            if not row.images and rows[0] is not row:
                self.problems.append(Problem(f"The line repeats line {rows[0].line}.", row=row.line))
            product.photos += self._photos(row, seen)
        return product

    def _photos(self, row: Row, seen: dict[str, int]) -> list[PlannedPhoto]:
        photos = []
        for text in row.images:
            if text in seen:
                self.problems.append(Problem(f"The line repeats the photo of line {seen[text]}.", text, row.line))
                continue
            seen[text] = row.line
            if photo := self._photo(text, row):
                photos.append(photo)
        return photos

    def _photo(self, text: str, row: Row) -> PlannedPhoto | None:
        if text.lower().startswith(("http://", "https://")):
            return PlannedPhoto(text, row.alt, None, row.line)
        path = normal(text).removeprefix("./")
        found = [self._by_path[path]] if path in self._by_path else self._by_name.get(PurePosixPath(path).name, [])
        if len(found) != 1:
            reason = f"fits {len(found)} files of the archive" if found else "is not in the archive"
            self.problems.append(Problem(f"The photo “{text[:200]}” {reason}.", text[:200], row.line))
            return None
        self.used.add(found[0])
        return PlannedPhoto(found[0], row.alt, self.pictures[found[0]], row.line)


def product_key(sku: str, name: str) -> str:
    """How the next import finds a listed product again."""
    return f"sku:{sku.casefold()}" if sku else f"name:{name.casefold()}"


def category_path(text: str) -> tuple[str, ...]:
    """“Women > Hoodies” as its steps."""
    return tuple(part.strip()[:300] for part in text.split(">") if part.strip())


def _photo_products(pictures: Mapping[str, Member]) -> list[PlannedProduct]:
    """Folders are categories; name_1.jpg and name_2.jpg are one product."""
    root = _common_root(pictures)
    groups: dict[tuple[tuple[str, ...], str], list[tuple[int, str]]] = {}
    for name in pictures:
        path = PurePosixPath(name)
        match = NUMBERED.match(path.stem)
        stem, number = (match["name"], int(match["number"])) if match else (path.stem, 1)
        groups.setdefault((path.parent.parts[root:], stem), []).append((number, name))
    return [
        PlannedProduct(
            key=f"file:{normal('/'.join((*folder, stem)))}",
            name=_title(stem),
            category=folder,
            photos=[
                PlannedPhoto(name, f"{_title(stem)}, photo {place}", pictures[name])
                for place, (_, name) in enumerate(sorted(files), 1)
            ],
        )
        for (folder, stem), files in sorted(groups.items())
    ]


def _common_root(pictures: Iterable[str]) -> int:
    """1 if all lies in one folder that has folders of its own: that one is only the archive's name."""
    folders = {PurePosixPath(name).parent.parts for name in pictures}
    tops = {parts[:1] for parts in folders}
    return 1 if len(tops) == 1 and () not in folders and len(folders) > 1 else 0


def _title(stem: str) -> str:
    words = " ".join(re.split(r"[-_\s]+", stem)).strip() or stem
    return words[:1].upper() + words[1:500]


def _first(values: Iterable[str]) -> str:
    return next((value for value in values if value), "")
