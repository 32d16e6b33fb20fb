"""Archives that are made to do harm: what they cannot do, and what is told."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from connectors.imports import create_upload_store
from connectors.models import Image, Import, Store
from connectors.platforms.upload import archive
from tests.connectors.servers import jpeg
from tests.connectors.upload.handing_in import PHOTOS, catalogue, imported, said, zipped

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "name", ["../evil.jpg", "a/../../evil.jpg", "/etc/evil.jpg", "C:\\evil.jpg", "..\\evil.jpg", "\\\\host\\evil.jpg"]
)
def test_names_that_lead_out_are_left_out(store: Store, tmp_path: Path, name: str):
    row = imported(store, ("all.zip", zipped({name: jpeg(1), "good.jpg": jpeg(2)})))
    assert row.state == Import.State.WARNING
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
    assert row.state == Import.State.FAILURE
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


def test_a_long_directory_cannot_hide_behind_the_64_bit_one(store: Store):
    data = zipped(PHOTOS)
    at = data.rfind(b"PK\x05\x06")
    start, size = struct.unpack_from("<I", data, at + 16)[0], struct.unpack_from("<I", data, at + 12)[0]
    wide = struct.pack("<IQHHIIQQQQ", 0x06064B50, 44, 45, 45, 0, 0, 4, 4, 2**40, start)
    locator = struct.pack("<IIQI", 0x07064B50, 0, start + size, 1)
    row = imported(store, ("photos.zip", data[:at] + wide + locator + data[at:]))
    assert row.state == Import.State.FAILURE
    assert "lists more files than the hub takes" in row.last_error
