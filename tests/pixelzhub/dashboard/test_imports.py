"""Photos handed in: measured like a store's, each bad row said, nothing lost."""

from __future__ import annotations

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image as Pillow

from analytics.derive import derive
from connectors.imports import run_imports
from connectors.models import Import, Product, Store


def archive(**files: bytes) -> SimpleUploadedFile:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as zipped:
        for name, content in files.items():
            zipped.writestr(name.replace("__", "/"), content)
    return SimpleUploadedFile("photos.zip", data.getvalue())


def photo() -> bytes:
    data = io.BytesIO()
    Pillow.new("RGB", (60, 60), "white").save(data, "JPEG")
    return data.getvalue()


def test_zip_of_photos_becomes_products(client: Client, merchant) -> None:
    files = {"Bags__tote_1.jpg": photo(), "Bags__tote_2.jpg": photo()}
    assert client.post("/imports/new/", {"archive": archive(**files), "store_name": "Mine"}).status_code == 302
    run_imports([Import.objects.get().pk], placed=derive)
    assert Store.objects.get(merchant=merchant).name == "Mine"
    assert Product.objects.get(merchant=merchant).image_count == 2
    assert "photos.zip" in client.get("/imports/").content.decode()


def test_hostile_name_in_the_zip_is_said_and_the_rest_goes_on(client: Client, merchant) -> None:
    client.post("/imports/new/", {"archive": archive(**{"..__..__evil.jpg": photo(), "good_1.jpg": photo()})})
    run_imports([Import.objects.get().pk], placed=derive)
    assert Product.objects.filter(merchant=merchant).count() == 1
    assert "evil.jpg" in client.get("/imports/").content.decode()


def test_file_that_is_no_archive_is_refused_at_once(client: Client) -> None:
    page = client.post("/imports/new/", {"archive": SimpleUploadedFile("photos.rar", b"Rar!")})
    assert page.status_code == 422
    assert not Import.objects.exists()


def test_viewer_cannot_hand_in(viewer: Client) -> None:
    assert viewer.post("/imports/new/", {"archive": archive(**{"a_1.jpg": photo()})}).status_code == 403
