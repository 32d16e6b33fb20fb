"""Workbooks: read as a table, cell by cell; formulas, files that are none and bombs are told."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import Workbook

from connectors.models import Import, Product, Store
from connectors.platforms.upload import sheet, table
from tests.connectors.servers import jpeg
from tests.connectors.upload.handing_in import imported, zipped

pytestmark = pytest.mark.django_db
HEAD = ["SKU", "Name", "EAN", "Image"]


def workbook(*rows: list[Any]) -> bytes:
    out, book = io.BytesIO(), Workbook()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def rewritten(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The same workbook with one of its parts changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return out.getvalue()


def test_a_workbook_beside_its_photos_is_read_like_a_csv(store: Store):
    data = workbook(HEAD, ["A", "Größe M", 4006381333931, "a.jpg"], [None] * 4, [7, "Cup", None, "b.jpg"])
    row = imported(store, ("list.xlsx", data), ("photos.zip", zipped({"a.jpg": jpeg(1), "b.jpg": jpeg(2)})))
    assert (row.state, row.problems, row.rows_imported) == (Import.State.SUCCESS, [], 2)
    assert set(Product.objects.values_list("sku", "name", "ean")) == {
        ("A", "Größe M", "4006381333931"),
        ("7", "Cup", ""),
    }


def test_a_workbook_inside_the_zip_is_its_table(store: Store):
    data = workbook(HEAD, ["A", "Tee", None, "a.jpg"])
    row = imported(store, ("all.zip", zipped({"list.xlsx": data, "a.jpg": jpeg(1)})))
    assert (row.state, row.rows_imported) == (Import.State.SUCCESS, 1)


def test_numbers_dates_and_truth_are_as_a_csv_has_them(store: Store):
    imported(store, ("l.xlsx", workbook(["SKU", "Name"], [12.0, datetime.date(2026, 6, 18)], [1.5, True])))
    assert set(Product.objects.values_list("sku", "name")) == {("12", "2026-06-18T00:00:00"), ("1.5", "True")}


@pytest.mark.parametrize("formula", ["=1+1", '=HYPERLINK("http://x/","y")', "=cmd|' /C calc'!A0"])
def test_a_row_with_a_formula_is_left_out_and_named(store: Store, formula: str):
    row = imported(store, ("l.xlsx", workbook(["SKU", "Name"], ["A", formula], ["B", "Cup"])))
    (found,) = row.problems
    assert (found["row"], found["column"], found["value"]) == (2, "B", formula)
    assert (found["problem"], found["accepted"]) == ("The cell holds a formula.", "a plain value")
    assert list(Product.objects.values_list("sku", flat=True)) == ["B"]


def test_an_error_cell_is_left_out_and_named(store: Store):
    row = imported(store, ("l.xlsx", workbook(["SKU", "Name"], ["A", "#REF!"], ["B", "Cup"])))
    assert row.problems[0]["problem"] == "The cell holds an error."
    assert row.rows_imported == 1


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"sku,name\nA,Tee\n",
        zipped({"a.jpg": jpeg(1)}),
        workbook(HEAD)[:-40],
        rewritten(workbook(HEAD, ["A"]), "xl/worksheets/sheet1.xml", lambda old: old[:-60]),
        rewritten(workbook(HEAD, ["A"]), "xl/workbook.xml", lambda old: b"<x/>"),
        rewritten(workbook(HEAD, ["A"]), "[Content_Types].xml", lambda old: b""),
    ],
    ids=["empty", "csv", "zip", "cut off", "cut sheet", "no sheets", "no types"],
)
def test_what_is_no_workbook_says_so(store: Store, data: bytes):
    row = imported(store, ("list.xlsx", data))
    assert row.state == Import.State.FAILURE
    assert row.last_error.startswith("list.xlsx is not an .xlsx workbook")
    assert not Product.objects.exists()


def with_shared_texts(texts: bytes, part: bytes = b"") -> bytes:
    """As Excel writes it: each text stands once in a part of its own. One product, whose name is the second text."""
    cells = b'<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2" t="s"><v>1</v></c></row></sheetData>'
    data = rewritten(
        workbook(),
        "xl/worksheets/sheet1.xml",
        lambda old: old.replace(b"<sheetData></sheetData>", b"<sheetData>" + cells),
    )
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    override = b'<Override PartName="/xl/sharedStrings.xml" ContentType="' + kind + b'"/></Types>'
    data = rewritten(data, "[Content_Types].xml", lambda old: old.replace(b"</Types>", override))
    sst = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' + texts + b"</sst>"
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as new:
        new.writestr("xl/sharedStrings.xml", part + sst)
    return out.getvalue()


def test_texts_that_stand_in_a_part_of_their_own_are_read(store: Store):
    row = imported(store, ("l.xlsx", with_shared_texts(b"<si><t>Name</t></si><si><t>Tee</t></si>")))
    assert row.state == Import.State.SUCCESS, row.last_error
    assert Product.objects.get().name == "Tee"


def test_entities_in_such_texts_are_not_expanded(store: Store):
    row = imported(store, ("l.xlsx", with_shared_texts(b"<si><t>Name</t></si><si><t>&b;</t></si>", BOMB)))
    assert row.last_error.startswith("l.xlsx is not an .xlsx workbook")


def test_a_size_that_is_declared_too_small_loses_no_row(store: Store):
    data = workbook(["SKU"], ["A"], ["B"])
    small = rewritten(data, "xl/worksheets/sheet1.xml", lambda old: old.replace(b'ref="A1:A3"', b'ref="A1:A2"'))
    assert small != data
    assert imported(store, ("l.xlsx", small)).rows_imported == 2


def test_a_row_without_end_is_not_read(store: Store):
    far = rewritten(
        workbook(["SKU"], ["A"]), "xl/worksheets/sheet1.xml", lambda old: old.replace(b'r="A2"', b'r="XFD2"')
    )
    assert "has 16,384 cells; the hub takes up to 500" in imported(store, ("l.xlsx", far)).last_error


BOMB = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml"])
def test_entities_are_not_expanded(store: Store, part: str):
    data = rewritten(workbook(HEAD, ["A", "Tee"]), part, lambda old: BOMB + old.replace(b"Tee", b"&b;"))
    row = imported(store, ("list.xlsx", data))
    assert row.state == Import.State.FAILURE
    assert row.last_error.startswith("list.xlsx is not an .xlsx workbook")


def test_a_workbook_that_unpacks_to_too_much_is_not_read(store: Store, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sheet, "MAX_UNPACKED_BYTES", 2_000)
    row = imported(store, ("list.xlsx", workbook(HEAD, ["A", "Tee"])))
    assert "unpacks to" in row.last_error


def test_styles_without_end_are_not_read(store: Store):
    data = rewritten(workbook(HEAD, ["A"]), "xl/styles.xml", lambda old: old + b" " * 3_000_000)
    assert "holds xl/styles.xml of more than 2 MB" in imported(store, ("list.xlsx", data)).last_error


def test_rows_beyond_the_limit_are_left_out_and_told(store: Store, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(table, "MAX_ROWS", 3)
    far = rewritten(
        workbook(HEAD, ["A", "Tee"]),
        "xl/worksheets/sheet1.xml",
        lambda old: old.replace(
            b"</sheetData>", b'<row r="900000000"><c r="A900000000"><v>1</v></c></row></sheetData>'
        ),
    )
    row = imported(store, ("list.xlsx", far))
    assert [one["problem"] for one in row.problems] == ["The file has more than 3 lines; the rest was left out."]
    assert row.rows_imported == 1
