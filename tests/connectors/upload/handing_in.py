"""Files handed in for an upload store, read to their end, and what came of them."""

from __future__ import annotations

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile

from connectors.imports import run_imports, start_import
from connectors.models import Import, Placement, Product, Store
from tests.connectors.servers import jpeg


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as packed:
        for name, data in files.items():
            packed.writestr(zipfile.ZipInfo(name), data, method)
    return out.getvalue()


def imported(store: Store, *files: tuple[str, bytes]) -> Import:
    uploads = [SimpleUploadedFile(name, data) for name, data in files]
    row = start_import(store, uploads[0], others=uploads[1:])
    run_imports([row.pk], placed=lambda ids: None)
    row.refresh_from_db()
    return row


def said(row: Import) -> list[str]:
    return [f"{problem['row'] or ''} {problem['file']} {problem['problem']}".strip() for problem in row.problems]


def catalogue(store: Store) -> dict[str, list[str]]:
    """Names of the products with their photos' alt texts, as the hub's own tables have them."""
    rows = Placement.objects.filter(store=store, gone_at=None).order_by("product_id", "position")
    found: dict[str, list[str]] = {name: [] for name in Product.objects.values_list("name", flat=True)}
    for row in rows.select_related("product"):
        found[row.product.name].append(row.alt)
    return found


PHOTOS = {
    "Bags/voyage-bag_2.jpg": jpeg(2),
    "Bags/voyage-bag_1.jpg": jpeg(1),
    "Bags/tote.jpg": jpeg(3),
    "Watches/summit_1.jpg": jpeg(4),
}
