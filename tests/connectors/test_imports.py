"""Archives in: what good ones give, what bad ones are told, and what hostile ones cannot do."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from connectors import imports
from connectors.imports import create_upload_store, run_imports, start_import
from connectors.models import Category, Image, Import, Placement, Product, Store
from connectors.platforms.upload import archive
from connectors.platforms.upload.archive import NotReadable
from connectors.platforms.upload.folder import Folder
from connectors.stores import connector_of
from tests.connectors.servers import PictureServer, jpeg

pytestmark = pytest.mark.django_db


@pytest.fixture
def store(merchant, settings, tmp_path: Path) -> Store:
    settings.MEDIA_ROOT = tmp_path
    return create_upload_store(merchant, "My photos")


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


# ---- good ones -------------------------------------------------------------------------------------------------


def test_a_zip_of_photos_becomes_products_and_categories(store: Store):
    row = imported(store, ("photos.zip", zipped(PHOTOS)))
    assert (row.state, row.rows_done, row.rows_total, row.problems) == (Import.State.DONE, 4, 4, [])
    assert catalogue(store) == {
        "Tote": ["Tote, photo 1"],
        "Voyage bag": ["Voyage bag, photo 1", "Voyage bag, photo 2"],
        "Summit": ["Summit, photo 1"],
    }
    assert set(Category.objects.values_list("name", flat=True)) == {"Bags", "Watches"}
    with connector_of(store) as connector:
        first = Image.objects.get(placements__product__name="Voyage bag", placements__position=0)
        assert connector.read_picture(first.url) == jpeg(1)


def test_a_folder_around_all_others_is_no_category(store: Store):
    imported(store, ("photos.zip", zipped({f"My archive/{name}": data for name, data in PHOTOS.items()})))
    assert set(Category.objects.values_list("name", flat=True)) == {"Bags", "Watches"}


TABLE = """\ufeffArticle Number;Product name;Category;EAN;Image 1;Image 2;Alt text
T-1;Größe M;Women > Tees;4006381333931;tee_front.jpg;sub/tee_back.jpg;Tee, worn
T-2;Cup;;;cup.jpg;;
"""


def test_a_zip_with_a_table_takes_names_order_and_alt_texts_from_it(store: Store):
    files = {"list.csv": TABLE.encode(), "tee_front.jpg": jpeg(1), "sub/tee_back.jpg": jpeg(2), "cup.jpg": jpeg(3)}
    row = imported(store, ("all.zip", zipped(files)))
    assert row.problems == []
    assert catalogue(store) == {"Größe M": ["Tee, worn", "Tee, worn"], "Cup": [""]}
    tee = Product.objects.get(sku="T-1")
    assert (tee.ean, tee.category.name) == ("4006381333931", "Tees")


def test_tags_of_all_rows_of_a_product_are_kept_once(store: Store):
    table = b'sku,name,image,tags\nA,Tee,a.jpg,"Sale, Autumn"\nA,,b.jpg,Autumn | New\nB,Cup,c.jpg,\n'
    photos = {"a.jpg": jpeg(1), "b.jpg": jpeg(2), "c.jpg": jpeg(3)}
    imported(store, ("all.zip", zipped({"l.csv": table} | photos)))
    assert dict(Product.objects.values_list("sku", "tags")) == {"A": ["Sale", "Autumn", "New"], "B": []}


def test_a_table_beside_its_zip(store: Store):
    photos = zipped({"front.jpg": jpeg(1)})
    row = imported(store, ("list.csv", b"sku,image\nA,front.jpg\n"), ("photos.zip", photos))
    assert (row.state, row.problems) == (Import.State.DONE, [])
    assert list(Product.objects.values_list("sku", flat=True)) == ["A"]


def test_a_table_alone_downloads_its_photos(store: Store, settings):
    with PictureServer() as server:
        good, lost = server.picture(jpeg(1), "a.jpg").url, f"{server.url}/lost.jpg"
        settings.ALLOWED_PRIVATE_HOSTS = frozenset({server.host})
        table = f"sku,name,photo url\nA,Tee,{good}\nB,Cup,{lost}\nC,Mug,http://10.0.0.1/x.jpg\n"
        row = imported(store, ("list.csv", table.encode()))
    assert row.state == Import.State.DONE
    assert [problem["row"] for problem in row.problems] == [3, 4]
    assert "404" in row.problems[0]["problem"]
    assert "private address" in row.problems[1]["problem"]
    assert catalogue(store) == {"Tee": [""], "Cup": [], "Mug": []}


def test_rows_of_one_sku_are_one_product_in_the_order_of_their_positions(store: Store):
    table = b"SKU,Name,Image,Position,Alt\nA,Tee,b.jpg,2,second\nA,,a.jpg,1,first\nA,,c.jpg,,third\n"
    imported(store, ("all.zip", zipped({"l.csv": table, "a.jpg": jpeg(1), "b.jpg": jpeg(2), "c.jpg": jpeg(3)})))
    assert catalogue(store) == {"Tee": ["first", "second", "third"]}


def test_a_photo_that_no_row_names_is_a_product_of_its_own(store: Store):
    files = {"l.csv": b"sku,name,image\nA,Tee,a.jpg\n", "a.jpg": jpeg(1), "left-over.jpg": jpeg(2)}
    imported(store, ("all.zip", zipped(files)))
    assert catalogue(store) == {"Tee": [""], "Left over": ["Left over, photo 1"]}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators_are_found_out(store: Store, encoding: str, separator: str):
    lines = [["sku", "product_name", "EAN-13"], ["A", "Käse, groß" if separator == "\t" else "Käse groß", "12"]]
    table = "\r\n".join(separator.join(cells) for cells in lines).encode(encoding)
    imported(store, ("list.csv", table))
    product = Product.objects.get()
    assert product.name.startswith("Käse") and product.name.endswith("groß")
    assert product.ean == "12"


# ---- the same again --------------------------------------------------------------------------------------------


def test_the_same_again_changes_nothing(store: Store):
    imported(store, ("photos.zip", zipped(PHOTOS)))
    before = Folder(store.settings["folder"]).read()
    imported(store, ("photos.zip", zipped(PHOTOS)))
    assert Folder(store.settings["folder"]).read() == before


def test_another_import_updates_by_sku_and_takes_nothing_away(store: Store):
    first = {"l.csv": b"sku,name,image\nA,Tee,a.jpg|b.jpg\nB,Cup,c.jpg\n", "a.jpg": jpeg(1), "b.jpg": jpeg(2),
             "c.jpg": jpeg(3)}  # fmt: skip
    imported(store, ("all.zip", zipped(first)))
    old = Product.objects.get(sku="A").remote_id
    second = {"l.csv": b"sku,name,image\na,Shirt,b.jpg\n", "b.jpg": jpeg(20)}
    imported(store, ("all.zip", zipped(second)))
    shirt = Product.objects.get(sku="A")
    assert (shirt.remote_id, shirt.name) == (old, "Shirt")
    assert Product.objects.filter(gone_at=None).count() == 2
    with connector_of(store) as connector:
        images = connector.gallery(shirt.remote_id).images  # type: ignore[attr-defined]
        assert [connector.read_picture(image.url) for image in images] == [jpeg(20), jpeg(1)]


def test_a_retouched_photo_stays_when_the_old_archive_comes_again(store: Store):
    imported(store, ("photos.zip", zipped(PHOTOS)))
    product = Product.objects.get(name="Tote")
    with PictureServer() as server, connector_of(store) as connector:
        connector.post_image(product.remote_id, product.placements.get().image.remote_id, server.picture(jpeg(50)))  # type: ignore[attr-defined]
        imported(store, ("photos.zip", zipped(PHOTOS)))
        (image,) = connector.gallery(product.remote_id).images  # type: ignore[attr-defined]
        assert connector.read_picture(image.url) == jpeg(50)
        imported(store, ("photos.zip", zipped({"Bags/tote.jpg": jpeg(60)})))
        (image,) = connector.gallery(product.remote_id).images  # type: ignore[attr-defined]
        assert connector.read_picture(image.url) == jpeg(60)


def test_a_killed_import_goes_on_where_it_stopped(store: Store, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(imports, "UNPACKED_A_STEP", 1)
    merge, calls = imports.merge, []

    def killed(document: Any, filled: Any) -> None:
        calls.append([one.product.name for one in filled])
        if len(calls) == 2:
            raise KeyboardInterrupt
        merge(document, filled)

    monkeypatch.setattr(imports, "merge", killed)
    row = start_import(store, SimpleUploadedFile("photos.zip", zipped(PHOTOS)))
    with pytest.raises(KeyboardInterrupt):
        run_imports([row.pk], placed=lambda ids: None)
    row.refresh_from_db()
    assert (row.state, row.rows_done, row.rows_total) == (Import.State.RUNNING, 1, 4)
    run_imports([row.pk], placed=lambda ids: None)
    row.refresh_from_db()
    assert row.state == Import.State.DONE
    assert calls == [["Tote"], ["Voyage bag"], ["Voyage bag"], ["Summit"]]
    assert len(catalogue(store)) == 3


def test_an_import_takes_turns_with_others(store: Store, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(imports, "UNPACKED_A_STEP", 1)
    monkeypatch.setattr(imports, "SLICE_S", -1.0)
    row = start_import(store, SimpleUploadedFile("photos.zip", zipped(PHOTOS)))
    run_imports([row.pk], placed=lambda ids: None)
    row.refresh_from_db()
    assert (row.state, row.rows_done) == (Import.State.RUNNING, 1)
    assert row.due_at is not None


def test_an_archive_that_kills_its_reader_is_set_aside(store: Store):
    row = start_import(store, SimpleUploadedFile("photos.zip", zipped(PHOTOS)))
    Import.objects.filter(pk=row.pk).update(attempts=imports.DEATHS)
    run_imports([row.pk], placed=lambda ids: None)
    row.refresh_from_db()
    assert (row.state, row.due_at) == (Import.State.FAILED, None)


def test_what_was_handed_in_is_not_kept_after_it_was_read(store: Store):
    row = imported(store, ("photos.zip", zipped(PHOTOS)))
    assert default_storage.listdir(row.archive)[1] == []


# ---- bad rows: the rest goes on --------------------------------------------------------------------------------


def test_each_bad_row_is_one_problem_that_names_line_and_value(store: Store):
    table = (
        b"sku,name,image,position\nA,Tee,a.jpg,1\nB,Cup,missing.jpg,1\n,,a.jpg,1\nD,Mug,d.jpg,first\nA,Tee,a.jpg,1\n"
    )
    row = imported(store, ("all.zip", zipped({"l.csv": table, "a.jpg": jpeg(1), "d.jpg": jpeg(4)})))
    assert row.state == Import.State.DONE
    assert said(row) == [
        "4 l.csv The line has neither an SKU nor a name.",
        "5 l.csv The position “first” is not a whole number.",
        "6 a.jpg The line repeats the photo of line 2.",
        "3 missing.jpg The photo “missing.jpg” is not in the archive.",
    ]
    assert catalogue(store) == {"Tee": [""], "Cup": [], "D": ["D, photo 1"]}


def test_a_line_in_another_encoding_is_named(store: Store):
    table = "sku,name\nA,Käse\n".encode() + "B,Größe\n".encode("latin-1") + b"C,Cup\n"
    row = imported(store, ("list.csv", table))
    assert [problem["row"] for problem in row.problems] == [3]
    assert "encoding" in row.problems[0]["problem"]
    assert set(Product.objects.values_list("name", flat=True)) == {"Käse", "Cup"}


def test_a_quote_that_never_ends_is_named(store: Store):
    row = imported(store, ("list.csv", b'sku,name\nA,Tee\nB,"Cup\nC,Mug\n'))
    assert [problem["row"] for problem in row.problems] == [3]
    assert list(catalogue(store)) == ["Tee"]


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"a.csv": b"sku\nA\n", "b.csv": b"sku\nB\n"}, "2 tables: a.csv, b.csv"),
        ({"a.csv": b"colour,size\nred,M\n", "x.jpg": jpeg(1)}, "It reads: colour, size"),
        ({"readme.md": b"hello"}, "no product and no photo"),
        ({}, "no product and no photo"),
    ],
)
def test_what_cannot_be_used_at_all_says_why(store: Store, files: dict[str, bytes], reason: str):
    row = imported(store, ("all.zip", zipped(files)))
    assert row.state == Import.State.FAILED
    assert reason in row.last_error


@pytest.mark.parametrize("data", [b"", b"no zip", zipped(PHOTOS)[:-30], b"PK\x05\x06" + b"\0" * 4, jpeg(1)])
def test_what_is_no_archive_says_so(store: Store, data: bytes):
    row = imported(store, ("photos.zip", data))
    assert (row.state, row.last_error) == (Import.State.FAILED, "photos.zip is neither a ZIP nor a CSV.")


@pytest.mark.parametrize("name", ["photos.rar", "list.xlsx", "photo.jpg", "x"])
def test_another_kind_of_file_is_refused_at_once(store: Store, name: str):
    with pytest.raises(NotReadable, match="neither a ZIP nor a CSV"):
        start_import(store, SimpleUploadedFile(name, b"x"))
    assert not Import.objects.exists()


# ---- hostile ones ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["../evil.jpg", "a/../../evil.jpg", "/etc/evil.jpg", "C:\\evil.jpg", "..\\evil.jpg", "\\\\host\\evil.jpg"]
)
def test_names_that_lead_out_are_left_out(store: Store, tmp_path: Path, name: str):
    row = imported(store, ("all.zip", zipped({name: jpeg(1), "good.jpg": jpeg(2)})))
    assert row.state == Import.State.DONE
    assert "leads out of the archive" in row.problems[0]["problem"]
    assert list(catalogue(store)) == ["Good"]
    assert not list(tmp_path.rglob("evil*"))


def test_a_table_cannot_name_a_file_outside_the_archive(store: Store):
    row = imported(store, ("list.csv", b"sku,image\nA,/etc/passwd\nB,file:///etc/passwd\nC,../../hub.sqlite3\n"))
    assert [problem["row"] for problem in row.problems] == [2, 3, 4]
    assert not Image.objects.exists()


def entry(name: str, data: bytes, change: Callable[[zipfile.ZipInfo], None]) -> bytes:
    out = io.BytesIO()
    info = zipfile.ZipInfo(name)
    change(info)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(info, data)
        packed.writestr("good.jpg", jpeg(2))
    return out.getvalue()


def test_links_are_left_out(store: Store):
    def link(info: zipfile.ZipInfo) -> None:
        info.create_system, info.external_attr = 3, 0o120777 << 16

    row = imported(store, ("all.zip", entry("link.jpg", b"/etc/passwd", link)))
    assert said(row) == ["link.jpg It is a link, not a file."]
    assert list(catalogue(store)) == ["Good"]


def test_files_behind_a_password_are_left_out(store: Store):
    data = bytearray(zipped({"good.jpg": jpeg(2), "locked.jpg": jpeg(1)}, zipfile.ZIP_STORED))
    at = data.rfind(b"PK\x01\x02")
    data[at + 8] |= 1
    row = imported(store, ("all.zip", bytes(data)))
    assert said(row) == ["locked.jpg It is locked with a password."]
    assert list(catalogue(store)) == ["Good"]


def test_archives_inside_the_archive_are_not_opened(store: Store):
    row = imported(store, ("all.zip", zipped({"more.zip": zipped(PHOTOS), "good.jpg": jpeg(2)})))
    assert said(row) == ["more.zip An archive inside the archive is not opened."]


def test_a_file_that_unpacks_to_too_many_times_its_size_is_left_out(store: Store):
    row = imported(store, ("all.zip", zipped({"bomb.jpg": b"\0" * 5_000_000, "good.jpg": jpeg(2)})))
    assert "times its size; the hub takes up to 200 times" in row.problems[0]["problem"]
    assert list(catalogue(store)) == ["Good"]


def test_a_file_that_is_too_large_is_left_out(store: Store, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(archive, "MAX_FILE_BYTES", 5_000)
    row = imported(store, ("all.zip", zipped({"large.jpg": jpeg(1) * 20, "good.jpg": jpeg(2)})))
    assert row.problems[0]["file"] == "large.jpg"
    assert list(catalogue(store)) == ["Good"]


def test_a_file_that_says_it_is_smaller_than_it_is_is_left_out(store: Store):
    data = bytearray(zipped({"liar.jpg": jpeg(1), "good.jpg": jpeg(2)}, zipfile.ZIP_STORED))
    at = data.find(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 10)
    row = imported(store, ("all.zip", bytes(data)))
    assert said(row) == ["liar.jpg The file is damaged in the archive."]
    assert catalogue(store)["Good"] == ["Good, photo 1"]


def test_too_much_in_all_is_refused(store: Store, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(archive, "MAX_TOTAL_BYTES", 1_500)
    row = imported(store, ("photos.zip", zipped(PHOTOS)))
    assert row.state == Import.State.FAILED
    assert "unpack to more than" in row.last_error


def test_too_many_files_are_refused(store: Store, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(archive, "MAX_ENTRIES", 3)
    row = imported(store, ("photos.zip", zipped(PHOTOS)))
    assert row.last_error == "photos.zip holds 4 files; the hub takes up to 3."


def test_a_directory_that_would_fill_the_memory_is_not_read(store: Store):
    data = bytearray(zipped(PHOTOS))
    at = data.rfind(b"PK\x05\x06")
    data[at + 12 : at + 16] = struct.pack("<I", 2**31)
    row = imported(store, ("photos.zip", bytes(data)))
    assert "lists more files than the hub takes" in row.last_error


@pytest.mark.parametrize("data", [b"<html>", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"", b"%PDF-1.4", b"MZ"])
def test_what_is_called_a_photo_and_is_none_is_left_out(store: Store, data: bytes):
    row = imported(store, ("all.zip", zipped({"fake.jpg": data, "good.jpg": jpeg(2)})))
    assert [problem["file"] for problem in row.problems] == ["fake.jpg"]
    assert catalogue(store)["Good"] == ["Good, photo 1"]


def test_litter_of_operating_systems_is_passed_over(store: Store):
    litter = {"__MACOSX/Bags/._tote.jpg": b"x", "Bags/.DS_Store": b"x", "Thumbs.db": b"x"}
    row = imported(store, ("all.zip", zipped({"Bags/tote.jpg": jpeg(1), **litter})))
    assert row.problems == []
    assert list(catalogue(store)) == ["Tote"]


def test_another_merchants_store_has_a_folder_of_its_own(store: Store, merchant):
    other = create_upload_store(merchant, "My photos")
    assert other.settings["folder"] != store.settings["folder"]
    assert other.slug != store.slug
