"""Archives in: what good ones give, what bad ones are told, and what hostile ones cannot do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from connectors import import_stages, imports
from connectors.imports import create_upload_store, run_imports, start_import
from connectors.models import Category, Image, Import, Product, Store
from connectors.platforms.upload.catalogue import ProductEntry
from connectors.platforms.upload.folder import Folder
from connectors.platforms.upload.merge import Merging
from connectors.stores import connector_of
from tests.connectors.servers import PictureServer, jpeg
from tests.connectors.upload.handing_in import PHOTOS, catalogue, imported, said, zipped

pytestmark = pytest.mark.django_db


@pytest.fixture
def store(merchant, settings, tmp_path: Path) -> Store:
    settings.MEDIA_ROOT = tmp_path
    return create_upload_store(merchant, "My photos")


# ---- good ones -------------------------------------------------------------------------------------------------


def test_a_zip_of_photos_becomes_products_and_categories(store: Store):
    row = imported(store, ("photos.zip", zipped(PHOTOS)))
    assert (row.state, row.rows_done, row.rows_total, row.problems) == (Import.State.SUCCESS, 3, 3, [])
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
    assert (row.state, row.problems) == (Import.State.SUCCESS, [])
    assert list(Product.objects.values_list("sku", flat=True)) == ["A"]


def test_a_table_alone_downloads_its_photos(store: Store, settings):
    with PictureServer() as server:
        good, lost = server.picture(jpeg(1), "a.jpg").url, f"{server.url}/lost.jpg"
        settings.ALLOWED_PRIVATE_HOSTS = frozenset({server.host})
        table = f"sku,name,photo url\nA,Tee,{good}\nB,Cup,{lost}\nC,Mug,http://10.0.0.1/x.jpg\n"
        row = imported(store, ("list.csv", table.encode()))
    assert row.state == Import.State.WARNING
    assert [problem["row"] for problem in row.problems] == [3, 4]
    assert "404" in row.problems[0]["problem"]
    assert "private address" in row.problems[1]["problem"]
    assert (row.rows_imported, row.rows_skipped) == (1, 2)
    assert catalogue(store) == {"Tee": [""]}


def test_rows_of_one_sku_are_one_product_in_the_order_of_their_positions(store: Store):
    table = b"SKU,Name,Image,Position,Alt\nA,Tee,b.jpg,2,second\nA,,a.jpg,1,first\nA,,c.jpg,,third\n"
    imported(store, ("all.zip", zipped({"l.csv": table, "a.jpg": jpeg(1), "b.jpg": jpeg(2), "c.jpg": jpeg(3)})))
    assert catalogue(store) == {"Tee": ["first", "second", "third"]}


def test_a_photo_that_no_row_names_is_left_out_and_told(store: Store):
    files = {"l.csv": b"sku,name,image\nA,Tee,a.jpg\n", "a.jpg": jpeg(1), "left-over.jpg": jpeg(2)}
    row = imported(store, ("all.zip", zipped(files)))
    assert said(row) == ["left-over.jpg No row names this photo."]
    assert (row.state, row.rows_imported, row.rows_skipped) == (Import.State.WARNING, 1, 0)
    assert catalogue(store) == {"Tee": [""]}


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


def handed_in(store: Store) -> list[ProductEntry]:
    return list(Folder(store.settings["folder"]).products())


def test_the_same_again_changes_nothing(store: Store):
    imported(store, ("photos.zip", zipped(PHOTOS)))
    before = handed_in(store)
    imported(store, ("photos.zip", zipped(PHOTOS)))
    assert handed_in(store) == before


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


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_stages, "UNPACKED_A_STEP", 1)
    monkeypatch.setattr(import_stages, "MERGED_A_STEP", 1)


def test_an_import_that_is_killed_while_it_merges_goes_on_there(
    store: Store, small_steps: None, monkeypatch: pytest.MonkeyPatch
):
    merge, calls = Merging.merge, []

    def killed(self: Merging, filled: Any) -> None:
        filled = list(filled)
        calls.append([one.product.rows[0].name for one in filled])
        if len(calls) == 2:
            raise KeyboardInterrupt
        merge(self, filled)

    monkeypatch.setattr(Merging, "merge", killed)
    row = start_import(store, SimpleUploadedFile("photos.zip", zipped(PHOTOS)))
    with pytest.raises(KeyboardInterrupt):
        run_imports([row.pk], placed=lambda ids: None)
    row.refresh_from_db()
    assert (row.state, row.rows_done, row.rows_total) == (Import.State.IMPORTING_DATA, 1, 3)
    run_imports([row.pk], placed=lambda ids: None)
    row.refresh_from_db()
    assert (row.state, row.rows_imported) == (Import.State.SUCCESS, 3)
    assert calls == [["Tote"], ["Voyage bag"], ["Voyage bag"], ["Summit"]]
    assert len(catalogue(store)) == 3


def test_an_import_that_is_killed_while_it_unpacks_reads_no_photo_twice(
    store: Store, small_steps: None, monkeypatch: pytest.MonkeyPatch
):
    unpack, names = import_stages.unpack, []

    def killed(photos: Any, http: Any, folder: Any) -> Any:
        if len(names) == 2:
            names.clear()
            raise KeyboardInterrupt
        names.extend(photo.source for photo in photos)
        return unpack(photos, http, folder)

    monkeypatch.setattr(import_stages, "unpack", killed)
    row = start_import(store, SimpleUploadedFile("photos.zip", zipped(PHOTOS)))
    with pytest.raises(KeyboardInterrupt):
        run_imports([row.pk], placed=lambda ids: None)
    row.refresh_from_db()
    assert (row.state, row.rows_done) == (Import.State.UNPACKING_ARCHIVE, 0)
    assert 0 < row.bytes_done < row.bytes_total
    # A kill in the middle of a line of the list costs that line alone.
    with import_stages.journal(row).path.open("ab") as file:
        file.write(b'["files/')
    monkeypatch.setattr(import_stages, "unpack", lambda *args: names.extend(p.source for p in args[0]) or unpack(*args))
    run_imports([row.pk], placed=lambda ids: None)
    row.refresh_from_db()
    assert names == ["Bags/voyage-bag_2.jpg", "Watches/summit_1.jpg"]
    assert (row.state, row.bytes_done) == (Import.State.SUCCESS, row.bytes_total)
    assert len(catalogue(store)) == 3


def test_an_import_takes_turns_with_others(store: Store, small_steps: None, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(imports, "SLICE_S", -1.0)
    row = start_import(store, SimpleUploadedFile("photos.zip", zipped(PHOTOS)))
    states = []
    for _ in range(8):
        run_imports([row.pk], placed=lambda ids: None)
        row.refresh_from_db()
        states.append((str(row.state), row.rows_done))
        assert row.is_finished or row.due_at is not None
    assert states == [
        *[("unpacking_archive", 0)] * 4,
        ("waiting_queue", 0),
        ("importing_data", 1),
        ("importing_data", 2),
        ("success", 3),
    ]


def test_an_archive_that_kills_its_reader_is_set_aside(store: Store):
    row = start_import(store, SimpleUploadedFile("photos.zip", zipped(PHOTOS)))
    Import.objects.filter(pk=row.pk).update(attempts=imports.DEATHS)
    run_imports([row.pk], placed=lambda ids: None)
    row.refresh_from_db()
    assert (row.state, row.due_at) == (Import.State.FAILURE, None)


def test_what_was_handed_in_is_not_kept_after_it_was_read(store: Store):
    row = imported(store, ("photos.zip", zipped(PHOTOS)))
    assert default_storage.listdir(row.archive)[1] == []
