"""Bad rows and files that are none: each error names row, column, value and what is accepted; the rest comes in."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from connectors.imports import start_import
from connectors.models import Import, Product, Store
from connectors.platforms.upload.problems import NotReadable
from tests.connectors.servers import jpeg
from tests.connectors.upload.handing_in import PHOTOS, catalogue, imported, said, zipped

pytestmark = pytest.mark.django_db


def test_each_bad_row_is_one_problem_that_names_line_and_value(store: Store):
    table = (
        b"sku,name,image,position\nA,Tee,a.jpg,1\nB,Cup,missing.jpg,1\n,,a.jpg,1\nD,Mug,d.jpg,first\nA,Tee,a.jpg,1\n"
    )
    row = imported(store, ("all.zip", zipped({"l.csv": table, "a.jpg": jpeg(1), "d.jpg": jpeg(4)})))
    assert (row.state, row.rows_total, row.rows_imported, row.rows_skipped) == (Import.State.WARNING, 5, 1, 4)
    assert said(row) == [
        "4 l.csv The row has neither an SKU nor a name.",
        "5 l.csv The position “first” is not a whole number.",
        "6 l.csv The row repeats the photo of row 2.",
        "3 l.csv The photo “missing.jpg” is not in the archive.",
    ]
    assert catalogue(store) == {"Tee": [""]}


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
    assert row.state == Import.State.FAILURE
    assert reason in row.last_error


@pytest.mark.parametrize(
    "data",
    [b"", b"no zip", zipped(PHOTOS)[:-30], b"PK\x05\x06" + b"\0" * 4, jpeg(1)],
    ids=["empty", "text", "cut off", "cut directory", "photo"],
)
def test_what_is_no_archive_says_so(store: Store, data: bytes):
    row = imported(store, ("photos.zip", data))
    assert (row.state, row.last_error) == (Import.State.FAILURE, "photos.zip is neither a ZIP nor a table.")


@pytest.mark.parametrize("name", ["photos.rar", "list.xls", "photo.jpg", "x"])
def test_another_kind_of_file_is_refused_at_once(store: Store, name: str):
    with pytest.raises(NotReadable, match="neither a ZIP nor a table"):
        start_import(store, SimpleUploadedFile(name, b"x"))
    assert not Import.objects.exists()


def problem(row: Import) -> dict[str, Any]:
    (found,) = row.problems
    return found


@pytest.mark.parametrize(
    ("table", "wrong"),
    [
        ("A,Tee,123 4,a.jpg,", (2, "EAN", "123 4", "1 to 32 of the characters 0-9 A-Z a-z . _ -")),
        ("A,Tee,4.00638E+12,a.jpg,", (2, "EAN", "4.00638E+12", "1 to 32 of the characters 0-9 A-Z a-z . _ -")),
        ("A,Tee,,a.jpg,-1", (2, "Position", "-1", "a whole number of up to 5 digits")),
        ("A,Tee,,a.jpg,\u0661", (2, "Position", "\u0661", "a whole number of up to 5 digits")),
        ("A,Tee,,a.jpg;no.jpg,", (2, "image", "no.jpg", "the name of one photo of the archive, or a web address")),
        ("A,T\0ee,,a.jpg,", (2, "Name", "T\u2400ee", "plain text")),
        ("A,Tee,,a.jpg,,,more", (2, "", "more", "5 cells, as the first line has")),
        (f"{'A' * 201},Tee,,a.jpg,", (2, "SKU", "A" * 200, "up to 200 characters")),
        ("A,Tee,,dir/none.jpg|a.jpg,", (2, "image", "dir/none.jpg", "the name of one photo of the archive, or a web address")),
    ],
)  # fmt: skip
def test_a_wrong_cell_leaves_its_whole_row_out(store: Store, table: str, wrong: tuple[Any, ...]):
    files = {"l.csv": f"SKU,Name,EAN,Image,Position\n{table}\nB,Cup,,b.jpg,1\n".encode()}
    row = imported(store, ("all.zip", zipped(files | {"a.jpg": jpeg(1), "b.jpg": jpeg(2)})))
    found = problem(row)
    assert (found["row"], found["column"], found["value"], found["accepted"]) == wrong
    assert (row.state, row.rows_total, row.rows_imported, row.rows_skipped) == (Import.State.WARNING, 2, 1, 1)
    assert list(Product.objects.values_list("sku", "image_count")) == [("B", 1)]


def test_two_products_with_one_ean_are_told_and_the_second_is_left_out(store: Store):
    row = imported(store, ("l.csv", b"sku,name,ean\nA,Tee,4006381333931\nB,Cup,4006381333931\nC,Mug,\nD,Jar,\n"))
    found = problem(row)
    assert found["problem"] == "Row 2 has the EAN 4006381333931 for another product."
    assert (found["row"], found["column"], found["value"], found["accepted"]) == (
        3, "ean", "4006381333931", "each EAN for one SKU",
    )  # fmt: skip
    assert set(Product.objects.values_list("sku", flat=True)) == {"A", "C", "D"}


def test_rows_of_one_product_may_repeat_its_ean(store: Store):
    table = b"sku,name,ean,image\nA,Tee,4006381333931,a.jpg\nA,,4006381333931,b.jpg\n"
    row = imported(store, ("all.zip", zipped({"l.csv": table, "a.jpg": jpeg(1), "b.jpg": jpeg(2)})))
    assert (row.state, row.rows_imported) == (Import.State.SUCCESS, 2)
    assert Product.objects.get().image_count == 2


def test_a_photo_that_is_none_takes_its_row_out_and_no_other(store: Store):
    table = b"sku,name,image\nA,Tee,a.jpg\nA,,fake.jpg\nB,Cup,fake.jpg|a.jpg\n"
    row = imported(store, ("all.zip", zipped({"l.csv": table, "a.jpg": jpeg(1), "fake.jpg": b"<html>"})))
    assert [(one["row"], one["column"], one["value"]) for one in row.problems] == [
        (3, "image", "fake.jpg"),
        (4, "image", "fake.jpg"),
    ]
    assert (row.rows_imported, row.rows_skipped) == (1, 2)
    assert catalogue(store) == {"Tee": [""]}


def test_a_table_of_bad_rows_alone_is_a_warning_with_a_log(store: Store):
    row = imported(store, ("l.csv", b"sku,name,ean\nA,Tee,x y\nB,Cup,x y\n"))
    assert (row.state, row.rows_imported, row.rows_skipped, len(row.problems)) == (Import.State.WARNING, 0, 2, 2)


def test_a_nul_in_the_first_line_is_refused(store: Store):
    row = imported(store, ("l.csv", b"sku,na\0me\nA,Tee\n"))
    assert (row.state, row.rows_imported) == (Import.State.FAILURE, 0)
    assert "NUL character" in row.last_error


def test_a_cell_that_is_too_long_to_read_is_told_by_its_line(store: Store):
    row = imported(store, ("l.csv", b"sku,name\nA,Tee\nB," + b"x" * 200_000 + b"\nC,Cup\n"))
    assert [one["row"] for one in row.problems] == [3]
    assert set(Product.objects.values_list("sku", flat=True)) == {"A", "C"}


def test_windows_latin_with_semicolons_simply_works(store: Store):
    table = "Artikel;sku;Product name;Category;image\r\n1;A;Stövchen „Größe“ €5;Küche > Töpfe;a.jpg\r\n".encode(
        "cp1252"
    )
    row = imported(store, ("all.zip", zipped({"l.csv": table, "a.jpg": jpeg(1)})))
    assert (row.state, row.problems) == (Import.State.SUCCESS, [])
    assert Product.objects.get().name == "Stövchen „Größe“ €5"


def test_more_problems_than_are_kept_are_counted(store: Store, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("connectors.import_stages.KEPT_PROBLEMS", 2)
    row = imported(store, ("l.csv", b"sku,ean\nA,x y\nB,x y\nC,x y\nD,x y\n"))
    assert len(row.problems) == 3
    assert row.problems[-1]["problem"].startswith("2 more problems are not listed")
    assert row.rows_skipped == 4
