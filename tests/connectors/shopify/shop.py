"""What a Shopify store holds, with media that are made in the background: each call to the API is a tick of its clock."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from PIL import Image

MOST_MEDIA = 250
EPOCH = datetime(2026, 11, 1, tzinfo=UTC)


def gid(kind: str, number: int) -> str:
    return f"gid://shopify/{kind}/{number}"


@dataclass
class File:
    """A file of the store, which any number of products may show."""

    id: int
    name: str
    data: bytes
    alt: str = ""
    kind: str = "MediaImage"
    status: str = "READY"
    version: int = 1_763_700_000
    error: str = ""

    @property
    def gid(self) -> str:
        return gid(self.kind, self.id)

    @property
    def size(self) -> tuple[int, int]:
        with Image.open(io.BytesIO(self.data)) as image:
            return image.size

    @property
    def mime(self) -> str:
        return "image/png" if self.data.startswith(b"\x89PNG") else "image/jpeg"


@dataclass
class Variant:
    id: int
    title: str
    sku: str
    barcode: str = ""
    file_id: int | None = None


@dataclass
class Product:
    id: int
    title: str
    file_ids: list[int]
    updated: datetime
    status: str = "ACTIVE"
    variants: list[Variant] = field(default_factory=list)
    collection_ids: list[int] = field(default_factory=lambda: [900])
    tags: list[str] = field(default_factory=list)


class Shop:
    """`making` and `ordering` are how many calls it takes until a picture is made or an order is there."""

    def __init__(self) -> None:
        self.products: dict[int, Product] = {}
        self.files: dict[int, File] = {}
        self.collections = {900: "Home page", 901: "Hoodies & Sweatshirts"}
        self.staged: dict[str, bytes] = {}
        self.making = self.ordering = 2
        #: what the next picture fails with
        self.failure = ""
        self.jobs: dict[str, bool] = {}
        self._later: list[tuple[int, Callable[[], None]]] = []
        self._tick = 0
        self._last_id = 1000

    def next_id(self) -> int:
        self._last_id += 1
        return self._last_id

    def tick(self) -> None:
        self._tick += 1
        due = [act for at, act in self._later if at <= self._tick]
        self._later = [(at, act) for at, act in self._later if at > self._tick]
        for act in due:
            act()

    def later(self, ticks: int, act: Callable[[], None]) -> None:
        self._later.append((self._tick + ticks, act))

    # ---- filling -------------------------------------------------------------------------------------------------

    def add_file(self, name: str, data: bytes, *, alt: str = "", kind: str = "MediaImage") -> File:
        file = File(self.next_id(), name, data, alt, kind)
        self.files[file.id] = file
        return file

    def add_product(self, title: str, photos: list[bytes], *, updated: datetime, status: str = "ACTIVE") -> Product:
        stem = title.lower().replace(" ", "-")
        files = [self.add_file(f"{stem}-{n}.jpg", data, alt=f"{title}, photo {n}") for n, data in enumerate(photos, 1)]
        number = self.next_id()
        product = Product(number, title, [file.id for file in files], updated.replace(microsecond=0), status)
        product.variants.append(Variant(self.next_id(), "Default Title", f"SKU-{number}", "4006381333931"))
        self.products[number] = product
        return product

    def add_variants(self, product: Product, shown: dict[str, int | None]) -> None:
        """Variants by their title and the file that each shows; they take the place of the default one."""
        product.variants = [
            Variant(self.next_id(), title, f"SKU-{product.id}-{title}", "", file_id) for title, file_id in shown.items()
        ]

    def touch(self, product: Product) -> None:
        product.updated = datetime.now(UTC).replace(microsecond=0)

    # ---- files ---------------------------------------------------------------------------------------------------

    def made_at(self, file: File) -> datetime:
        return EPOCH + timedelta(seconds=file.version - 1_763_700_000)

    def put_bytes(self, file: File, data: bytes) -> None:
        file.data, file.version = data, file.version + 1

    def make(self, file: File, data: bytes, status: str) -> None:
        """Work on a picture begins; some calls later it is there, or has failed."""
        file.status, failure = status, self.failure
        self.failure = ""

        def made() -> None:
            if failure:
                file.status, file.error = "FAILED", failure
                return
            file.status, file.error = "READY", ""
            self.put_bytes(file, data)

        self.later(self.making, made)

    def take_off(self, file: File, product: Product) -> None:
        product.file_ids = [one for one in product.file_ids if one != file.id]
        for variant in product.variants:
            variant.file_id = None if variant.file_id == file.id else variant.file_id

    def reorder(self, product: Product, moves: list[tuple[int, int]]) -> str:
        """The moves are done one after the other, some calls later; gives the job's id."""
        job = f"gid://shopify/Job/{self.next_id()}"
        self.jobs[job] = False

        def moved() -> None:
            for file_id, place in moves:
                if file_id in product.file_ids:
                    product.file_ids.remove(file_id)
                    product.file_ids.insert(place, file_id)
            self.jobs[job] = True

        self.later(self.ordering, moved)
        return job
