"""The folder of an upload store: addresses that stay inside, writes that are whole, results to take along."""

from __future__ import annotations

import csv
import io
import json
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.contract import Kept
from connectors.errors import BadAddress, BadReply, NotFound, Refused
from connectors.platforms.upload.folder import Folder, safe_name
from connectors.platforms.upload.results import changes_csv, write_results
from tests.connectors.servers import jpeg
from tests.connectors.upload.harness import UploadHarness


@pytest.fixture
def upload(tmp_path: Path) -> Iterator[UploadHarness]:
    with UploadHarness.start(None, tmp_path) as running:
        yield running


@pytest.mark.parametrize(
    "url",
    [
        "upload:../secret.jpg",
        "upload:files/../../secret.jpg",
        "upload:/etc/passwd",
        "upload:catalogue.sqlite3",
        "upload:files/../catalogue.sqlite3",
        "upload:files/out/passwd",
        "upload:files/\0",
        "file:///etc/passwd",
        "files/x.jpg",
        "http://127.0.0.1/x.jpg",
    ],
)
def test_an_address_that_leads_out_is_refused(upload: UploadHarness, tmp_path: Path, url: str):
    (tmp_path / "secret.jpg").write_bytes(b"secret")
    (upload.folder.path / "files" / "out").symlink_to("/etc")
    with upload.open() as connector, pytest.raises(BadAddress, match="not a photo of this store"):
        connector.read_picture(url)


def test_a_photo_that_is_gone_is_not_found(upload: UploadHarness):
    with upload.open() as connector, pytest.raises(NotFound):
        connector.read_picture("upload:files/aa/none.jpg")


def test_a_folder_without_a_catalogue_is_no_store(tmp_path: Path, upload: UploadHarness):
    with upload.open(folder=str(tmp_path)) as connector, pytest.raises(NotFound):
        connector.check()


@pytest.mark.parametrize("content", [b"", b"{}", b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_catalogue_that_is_none_is_a_bad_reply(upload: UploadHarness, content: bytes):
    (upload.folder.path / "catalogue.sqlite3").write_bytes(content)
    with upload.open() as connector, pytest.raises(BadReply):
        next(connector.product_pages())


def test_the_catalogue_of_an_earlier_release_is_taken_over_with_its_ids(tmp_path: Path, upload: UploadHarness):
    """It was one JSON document, read and written as a whole."""
    products = upload.products()
    categories = [{"id": "1", "name": "Bags", "parent_id": None}]
    document = {"name": "Formerly", "last_id": 204, "categories": categories, "products": products}
    formerly = tmp_path / "formerly"
    (formerly / "files").mkdir(parents=True)
    (formerly / "catalogue.json").write_text(json.dumps(document))
    with Folder(formerly).changing() as catalogue:
        assert (catalogue.name, catalogue.categories(), catalogue.products()) == ("Formerly", categories, products)
        assert catalogue.new_id() == "205"
    assert not (formerly / "catalogue.json").exists()


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"products": [], "categories": [1]}', "[" * 100_000])
def test_a_document_that_is_none_is_a_bad_reply_and_stays(tmp_path: Path, upload: UploadHarness, text: str):
    (tmp_path / "catalogue.json").write_text(text)
    with upload.open(folder=str(tmp_path)) as connector, pytest.raises(BadReply):
        next(connector.product_pages())
    assert [path.name for path in tmp_path.glob("*catalogue*")] == ["catalogue.json"]


def test_new_bytes_have_a_new_address_and_the_same_bytes_the_same(upload: UploadHarness):
    one, again, other = (upload.folder.keep(data, "a.jpg") for data in (jpeg(1), jpeg(1), jpeg(2)))
    assert one == again != other


def test_a_change_that_fails_leaves_the_catalogue_as_it_was(upload: UploadHarness):
    before = upload.products()
    with pytest.raises(Refused), upload.open() as connector:
        connector.post_product("10", [Kept("100")], variant_images={"1090": 7})
    assert upload.products() == before


def test_writers_take_turns(upload: UploadHarness):
    def count() -> None:
        for _ in range(20):
            with Folder(upload.folder.path).changing() as catalogue:
                catalogue.new_id()

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with upload.folder.changing() as catalogue:
        assert catalogue.new_id() == "81"


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Größe 1.JPG", "Gr-e-1.jpg"),
        ("../../etc/passwd", "passwd"),
        ("a\\b.png", "b.png"),
        ("....jpg", "photo.jpg"),
        ("x" * 300 + ".jpeg", "x" * 90 + ".jpeg"),
        ("", "photo"),
    ],
)
def test_file_names_are_made_harmless(name: str, safe: str):
    assert safe_name(name) == safe


def test_a_photo_of_another_product_cannot_be_kept(upload: UploadHarness):
    with upload.open() as connector, pytest.raises(Refused):
        connector.post_product("10", [Kept("110")])


def test_results_hold_what_the_hub_changed_under_the_merchants_names(upload: UploadHarness):
    with upload.open() as connector:
        connector.post_image("10", "101", upload.picture(5))
        connector.post_image("11", "111", upload.picture(6))
    out = io.BytesIO()
    assert write_results(upload.settings["folder"], out) == 2
    with zipfile.ZipFile(out) as packed:
        assert sorted(packed.namelist()) == ["Bags/bag-10_2.jpg", "Bags/bag-11_2.jpg", "changes.csv"]
        assert packed.read("Bags/bag-10_2.jpg") == upload.picture(5).data
        rows = list(csv.DictReader(io.StringIO(packed.read("changes.csv").decode("utf-8-sig"))))
    assert [(row["sku"], row["file"], row["position"]) for row in rows] == [
        ("10", "Bags/bag-10_2.jpg", "2"),
        ("11", "Bags/bag-11_2.jpg", "2"),
    ]


def test_a_photo_that_was_put_back_is_no_result(upload: UploadHarness):
    with upload.open() as connector:
        original = connector.read_picture(connector.gallery("10").images[1].url)
        connector.post_image("10", "101", upload.picture(5))
        connector.post_image("10", "101", upload.pictures.picture(original, "back.jpg"))
    assert write_results(upload.settings["folder"], io.BytesIO()) == 0


def test_a_cell_cannot_become_a_formula():
    assert "'=HYPERLINK" in changes_csv([("=HYPERLINK(1)",)])
