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


def test_check_only_lists_what_is_wrong_and_writes_nothing(client: Client, merchant) -> None:
    table = b"sku,name,image\nA,Tee,a_1.jpg\nB,Cup,missing.jpg\n"
    client.post("/imports/new/", {"archive": archive(**{"list.csv": table, "a_1.jpg": photo()}), "dry_run": "on"})
    row = Import.objects.get()
    run_imports([row.pk], placed=derive)
    page = client.get("/imports/").content.decode()
    assert "1 of 2 rows would come in" in page
    assert "missing.jpg” is not in the archive." in page
    assert not Product.objects.filter(merchant=merchant).exists()
    log = client.get(f"/imports/{row.import_id}/log.csv")
    assert str(row.import_id) in log["Content-Disposition"]
    assert "3,image,missing.jpg" in log.content.decode()


def test_an_import_under_way_shows_rows_and_bytes_and_can_be_cancelled(client: Client, viewer: Client) -> None:
    client.post("/imports/new/", {"archive": archive(**{"a_1.jpg": photo()})})
    row = Import.objects.get()
    Import.objects.update(state="unpacking_archive", rows_total=40, bytes_total=2_000_000, bytes_done=1_000_000)
    page = client.get("/imports/").content.decode()
    assert "0 of 40" in page
    assert "1.0 MB of 2.0 MB unpacked" in page
    assert viewer.post(f"/imports/{row.import_id}/cancel/").status_code == 403
    assert client.post(f"/imports/{row.import_id}/cancel/").status_code == 302
    row.refresh_from_db()
    assert (row.state, row.last_error) == ("failure", "Cancelled.")
    assert "Cancelled." in client.get("/imports/").content.decode()


def test_an_empty_table_can_be_downloaded_from_the_page(client: Client) -> None:
    assert "/imports/template.csv" in client.get("/imports/new/").content.decode()
    assert client.get("/imports/template.csv").content.decode("utf-8-sig").startswith("sku,name,category,ean,image")
