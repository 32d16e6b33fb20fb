"""Photos on their way: which rows and files are sent, and that the two agree."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from connectors.contract import Forwarded, Picture
from connectors.errors import BadReply, Refused, Temporary, TooLarge
from connectors.platforms.wizart.packing import file_name, names_in
from connectors.platforms.wizart.table import read_table
from tests.connectors.servers import jpeg
from tests.connectors.wizart.harness import HEADER, ROWS, TABLE, WizartHarness


def imports_begun(wizart: WizartHarness) -> int:
    return len(wizart.pim.imports)


# ---- rows and files ----------------------------------------------------------------------------------------------


def test_only_the_rows_of_the_photos_are_sent_in_the_tables_order(wizart: WizartHarness):
    with wizart.open() as connector:
        ticket = connector.forward([wizart.photo("wp_002", seed=2), wizart.photo("wp_001", seed=1)])
    sent = wizart.pim.imports[ticket]
    assert sent.code == "wallpaper"
    assert [row["unique_sku_id"] for row in sent.rows] == ["wp_001", "wp_002"]
    assert [sent.files[row["product_image"]] for row in sent.rows] == [jpeg(1), jpeg(2)]
    assert len(sent.files) == 2


def test_all_other_cells_and_the_separator_stay_as_they_are(wizart: WizartHarness):
    with wizart.open() as connector:
        connector.forward([wizart.photo("wp_001"), wizart.photo("wp_002")])
    first, second = wizart.pim.last.rows
    named = f"{file_name(wizart.photo('').picture)}"
    assert wizart.pim.last.table.decode() == "\r\n".join(
        (HEADER, ROWS[0].replace("alt 01.jpg", named), ROWS[1].replace("alt 02.jpg", named), "")
    )
    assert first | {"product_image": ""} == {
        "brand_name": "Müller",
        "collection_name": "Frühling",
        "product_name": "Blüte; groß",
        "unique_sku_id": "wp_001",
        "product_image": "",
        "product_width": "1,06",
        "note": "=A1+1",
    }
    assert second["note"] == "“fein” – 5 €"


def test_a_row_is_found_by_the_ean_and_an_empty_cell_gets_the_photo(wizart: WizartHarness):
    with wizart.open() as connector:
        connector.forward([wizart.photo("other-sku", ean="4006381333931")])
    (row,) = wizart.pim.last.rows
    assert row["product_name"] == "Äste"
    assert [*wizart.pim.last.files] == [row["product_image"]]


def test_photos_that_the_table_does_not_have_begin_no_import(wizart: WizartHarness):
    with wizart.open() as connector:
        assert connector.forward([wizart.photo("other"), wizart.photo("", ean="")]) == ""
        assert connector.forward([wizart.photo("wp_001", position=1)]) == ""
        assert connector.forward([]) == ""
    assert not wizart.proxy.calls


def test_the_main_photo_alone_takes_the_place_of_a_single_one(wizart: WizartHarness):
    with wizart.open() as connector:
        connector.forward([wizart.photo("wp_001", 0, seed=1), wizart.photo("wp_001", 1, seed=2)])
    assert list(wizart.pim.last.files.values()) == [jpeg(1)]


def test_a_row_with_several_photos_is_sent_with_all_of_them_each_at_its_place(wizart: WizartHarness):
    with wizart.open() as connector:
        connector.forward([wizart.photo("wp_004", 1, seed=2), wizart.photo("wp_004", 0, seed=1)])
    (row,) = wizart.pim.last.rows
    assert [wizart.pim.last.files[name] for name in row["product_image"].split("|")] == [jpeg(1), jpeg(2)]


def test_a_row_whose_other_photos_are_missing_is_left_out_and_told_if_nothing_else_is_sent(wizart: WizartHarness):
    with wizart.open() as connector:
        connector.forward([wizart.photo("wp_004"), wizart.photo("wp_001")])
        assert [row["unique_sku_id"] for row in wizart.pim.last.rows] == ["wp_001"]
        with pytest.raises(Refused, match="names 2 photos for wp_004"):
            connector.forward([wizart.photo("wp_004")])
    assert imports_begun(wizart) == 1


def test_a_photo_that_is_no_jpeg_or_png_is_not_sent(wizart: WizartHarness):
    with wizart.open() as connector:
        with pytest.raises(Refused, match=r"JPEG and PNG alone, and photo-7\.jpg for wp_001 is neither"):
            connector.forward([wizart.photo("wp_001", mime="image/webp")])
        connector.forward([wizart.photo("wp_002", mime="image/png")])
    assert next(iter(wizart.pim.last.files)).endswith(".png")


def test_two_photos_of_one_name_and_other_bytes_are_two_files(wizart: WizartHarness):
    photos = [
        Forwarded(sku, "", 0, Picture("", "../=a|b,c;d.jpg", "image/jpeg", jpeg(seed)))
        for seed, sku in enumerate(("wp_001", "wp_002"))
    ]
    with wizart.open() as connector:
        connector.forward(photos)
    names = [row["product_image"] for row in wizart.pim.last.rows]
    assert len(set(names)) == 2
    assert all(name.startswith("a-b-c-d-") and name.endswith(".jpg") for name in names)
    assert sorted(names) == sorted(wizart.pim.last.files)


def test_the_archive_is_stored_and_the_same_every_time(wizart: WizartHarness):
    photos = [wizart.photo("wp_001", seed=1), wizart.photo("wp_002", seed=2)]
    with wizart.open() as connector:
        first, again = (wizart.pim.imports[connector.forward(one)] for one in (photos, photos[::-1]))
    assert (first.table, first.archive) == (again.table, again.archive)
    with zipfile.ZipFile(BytesIO(first.archive)) as packed:
        assert {info.compress_type for info in packed.infolist()} == {zipfile.ZIP_STORED}
        assert {info.date_time[0] for info in packed.infolist()} == {1980}
        assert not packed.testzip()


def test_more_than_the_hub_sends_at_once_is_not_begun(wizart: WizartHarness, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("connectors.platforms.wizart.packing.MAX_ARCHIVE_BYTES", 100)
    with wizart.open() as connector, pytest.raises(TooLarge, match="The photos have"):
        connector.forward([wizart.photo("wp_001")])
    assert not wizart.proxy.calls


def test_a_lost_answer_is_not_repeated_by_itself_and_a_second_call_begins_the_same_import(wizart: WizartHarness):
    wizart.proxy.lose_next_answer("POST")
    with wizart.open(tries=3) as connector:
        with pytest.raises(Temporary):
            connector.forward([wizart.photo("wp_001")])
        assert imports_begun(wizart) == 1
        connector.forward([wizart.photo("wp_001")])
    first, second = wizart.pim.imports.values()
    assert (first.table, first.archive) == (second.table, second.archive)


@pytest.mark.parametrize("body", [b"{}", b'{"data": []}', b'{"data": {"id": null}}', b'{"data": {"id": true}}', b"[]"])
def test_an_import_without_a_number_is_a_bad_reply(wizart: WizartHarness, body: bytes):
    wizart.proxy.answer_next(200, body)
    with wizart.open() as connector, pytest.raises(BadReply):
        connector.forward([wizart.photo("wp_001")])


# ---- the table ---------------------------------------------------------------------------------------------------


def test_a_column_that_is_not_there_lists_those_that_are(wizart: WizartHarness):
    with wizart.open(image_column="picture") as connector:
        for call in (connector.check, lambda: connector.forward([wizart.photo("wp_001")])):
            with pytest.raises(Refused, match="no column “picture”") as caught:
                call()
            assert HEADER.replace(";", ", ") in str(caught.value)


def test_columns_may_have_other_names_and_be_written_otherwise(wizart: WizartHarness):
    table = "Article;SKU;Image\nA;wp_001;old\n"
    with wizart.open(table=table, sku_column="sku ", image_column="IMAGE") as connector:
        connector.check()
        connector.forward([wizart.photo("wp_001")])
    assert wizart.pim.last.rows[0]["SKU"] == "wp_001"


def test_one_column_cannot_hold_both(wizart: WizartHarness):
    with wizart.open(image_column="unique_sku_id") as connector, pytest.raises(Refused, match="one column"):
        connector.check()


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_each_separator_and_line_end_is_read(separator: str, line_end: str):
    lines = [["unique_sku_id", "product_image"], ["wp_001", "alt.jpg"], ["wp_002", ""]]
    found = read_table("\ufeff" + line_end.join(separator.join(cells) for cells in lines) + line_end)
    assert (found.separator, found.header, found.rows) == (separator, lines[0], lines[1:])


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("", "no rows"),
        (HEADER, "no rows"),
        (f"{HEADER}\n;;;\n", "no rows"),
        (f'{HEADER}\na;b;"c;wp_001;x.jpg;1;\n', "Line 2 of the table cannot be read"),
        (f'{HEADER}\n{ROWS[1]}\na;"b" c;d\n', "Line 3 of the table cannot be read"),
        (f"{HEADER}\n{'x' * 200_000};b;c\n", "Line 2 of the table cannot be read"),
    ],
)
def test_what_is_no_table_is_told_with_its_line(wizart: WizartHarness, table: str, said: str):
    with wizart.open(table=table) as connector, pytest.raises(Refused, match=said):
        connector.check()


def test_a_short_row_is_filled_and_a_long_one_kept(wizart: WizartHarness):
    table = "unique_sku_id,a,product_image\nwp_001\nwp_002,x,old.jpg,more,still\n"
    with wizart.open(table=table) as connector:
        connector.forward([wizart.photo("wp_001"), wizart.photo("wp_002")])
    name = file_name(wizart.photo("").picture)
    assert wizart.pim.last.table.decode().splitlines()[1:] == [f"wp_001,,{name}", f"wp_002,x,{name},more,still"]


@pytest.mark.parametrize(
    ("cell", "names", "mark"),
    [
        ("", [""], ""),
        ("a.jpg", ["a.jpg"], ""),
        ("a | b.png", ["a", "b.png"], "|"),
        ("a.jpg;b.jpg;", ["a.jpg", "b.jpg"], ";"),
        ("a.jpg, b.PNG", ["a.jpg", "b.PNG"], ","),
        ("front, back", ["front", "back"], ","),
        ("Rose, red.jpg", ["Rose, red.jpg"], ""),
        ("a.jpg|", ["a.jpg|"], ""),
    ],
)
def test_the_names_in_a_cell_are_told_apart(cell: str, names: list[str], mark: str):
    assert names_in(cell) == (names, mark)


def test_the_example_table_is_what_its_text_says():
    assert [len(row) for row in read_table(TABLE).rows] == [7, 7, 7, 7]
