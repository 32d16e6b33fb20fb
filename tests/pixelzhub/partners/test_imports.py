"""/imports: files handed in by a program, the states that it sees, the log, and how it is stopped."""

from __future__ import annotations

import csv
import io
import uuid
from pathlib import Path
from typing import Any

import pytest

from analytics.derive import derive
from connectors import imports
from connectors.imports import create_upload_store, run_imports
from connectors.models import Import, Product, Store
from pixelzhub.deliveries.endpoints import Endpoint, Message
from pixelzhub.deliveries.from_catalogue import import_finished
from tests.pixelzhub.partners.caller import Caller
from tests.pixelzhub.partners.importer import SCOPES, hand_in, photos, run, table

pytestmark = pytest.mark.django_db


@pytest.fixture
def caller(merchant, settings, tmp_path: Path) -> Caller:
    settings.MEDIA_ROOT = tmp_path
    return Caller(merchant, SCOPES)


def test_an_import_is_taken_and_begins_in_the_background(caller) -> None:
    answer = hand_in(caller, file=table(), archive=photos("a.jpg", "b.jpg"))
    body = answer.json()["data"]
    assert answer.status_code == 201
    assert uuid.UUID(body["importId"])
    assert (body["status"], body["state"]) == ("validating_csv", "in_progress")
    assert (body["dry_run"], body["reason"], body["finished_at"]) == (False, None, None)
    assert body["rows"] == {"total": 0, "imported": 0, "skipped": 0, "failed": 0}
    assert body["log_url"] == f"http://testserver/api/v1/imports/{body['importId']}/log"
    assert not Product.objects.exists()


def test_rows_without_errors_come_in_and_the_others_are_skipped(caller) -> None:
    body = run(caller, file=table(), archive=photos("a.jpg", "b.jpg"))
    assert (body["status"], body["state"]) == ("warning", "finished")
    assert body["rows"] == {"total": 3, "imported": 1, "skipped": 2, "failed": 0}
    assert body["bytes"]["done"] == body["bytes"]["total"] > 0
    assert list(Product.objects.values_list("sku", flat=True)) == ["A"]


def test_an_import_without_errors_is_a_success(caller) -> None:
    body = run(caller, file=photos("Bags/tote_1.jpg", "Bags/tote_2.jpg"))
    assert (body["status"], body["rows"]["imported"]) == ("success", 1)
    assert caller.data(f"/imports/{body['importId']}/log") == []


def test_an_import_that_cannot_be_read_is_a_failure_with_its_reason(caller) -> None:
    body = run(caller, file=table(b"colour\nred\n"))
    assert (body["status"], body["state"]) == ("failure", "finished")
    assert "names no column “SKU”" in body["reason"]


def test_a_dry_run_says_what_would_come_in_and_writes_nothing(caller, merchant) -> None:
    body = run(caller, file=table(), archive=photos("a.jpg", "b.jpg"), dry_run="true")
    folder = Path(Store.objects.get(merchant=merchant).settings["folder"])
    assert body["dry_run"] is True
    assert (body["status"], body["rows"]) == ("warning", {"total": 3, "imported": 1, "skipped": 2, "failed": 0})
    assert len(caller.data(f"/imports/{body['importId']}/log")) == 2
    assert not Product.objects.exists()
    assert [path.name for path in folder.rglob("*") if path.is_file()] == ["catalogue.sqlite3"]


def test_the_log_names_row_column_value_and_what_is_accepted(caller) -> None:
    body = run(caller, file=table(), archive=photos("a.jpg", "b.jpg"))
    wrong, missing = caller.data(f"/imports/{body['importId']}/log")
    assert (wrong["row"], wrong["column"], wrong["value"]) == (3, "ean", "4006 381")
    assert wrong["accepted"] == "1 to 32 of the characters 0-9 A-Z a-z . _ -"
    assert (missing["row"], missing["column"], missing["value"]) == (4, "image", "missing.jpg")
    assert missing["problem"] == "The photo “missing.jpg” is not in the archive."


@pytest.mark.parametrize("asked", [{"path": "?format=csv"}, {"Accept": "text/csv"}])
def test_the_log_as_csv_is_safe_in_a_spreadsheet(caller, asked: dict[str, str]) -> None:
    body = run(caller, file=table(b"sku,image\nA,=HYPERLINK(1).jpg\n"), archive=photos("b.jpg"))
    asked = dict(asked)
    answer = caller.get(f"/imports/{body['importId']}/log{asked.pop('path', '')}", **asked)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert body["importId"] in answer["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert (rows[0]["row"], rows[0]["column"], rows[0]["value"]) == ("2", "image", "'=HYPERLINK(1).jpg")
    assert [row["file"] for row in rows] == ["list.csv", "b.jpg"]


def test_the_template_is_a_table_that_can_be_handed_in(caller) -> None:
    answer = caller.get("/imports/template")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    head = answer.content.decode("utf-8-sig").strip()
    assert head == "sku,name,category,ean,image,alt,position,tags"
    filled = f"{head}\r\nA,Tee,Women > Tees,4006381333931,a.jpg,Front,1,Sale\r\n".encode()
    assert run(caller, file=table(filled), archive=photos("a.jpg"))["status"] == "success"


# ---- lists -----------------------------------------------------------------------------------------------------


def test_imports_are_listed_newest_first_with_a_link_to_the_next_page(caller) -> None:
    ids = [hand_in(caller, file=photos("a.jpg")).json()["data"]["importId"] for _ in range(3)]
    first = caller.get("/imports?page_size=2")
    assert [row["importId"] for row in first.json()["data"]] == ids[:0:-1]
    assert first.json()["meta"]["total"] == 3
    following = first["Link"].partition("<http://testserver/api/v1")[2].partition(">")[0]
    assert [row["importId"] for row in caller.data(following)] == ids[:1]
    assert caller.data("/imports?page=2&page_size=2")[0]["importId"] == ids[0]
    assert caller.data("/imports/last")["importId"] == ids[2]
    assert len(caller.data("/imports?status=validating_csv")) == 3
    assert caller.data("/imports?status=success") == []


def test_there_is_no_last_import_before_the_first(caller) -> None:
    assert caller.get("/imports/last").status_code == 404


@pytest.mark.parametrize("slash", ["", "/"])
def test_every_route_answers_with_and_without_a_slash(caller, slash: str) -> None:
    one = hand_in(caller, file=photos("a.jpg")).json()["data"]["importId"]
    for path in ("/imports", "/imports/last", "/imports/template", f"/imports/{one}", f"/imports/{one}/log"):
        assert caller.get(path + slash).status_code == 200


# ---- stopping --------------------------------------------------------------------------------------------------


def test_an_import_in_progress_can_be_cancelled_and_what_is_in_stays(caller, merchant, monkeypatch) -> None:
    Endpoint.objects.create(merchant=merchant, url="https://luma.example/", events=["import.finished"])
    monkeypatch.setattr(imports, "SLICE_S", -1.0)
    monkeypatch.setattr("connectors.import_stages.MERGED_A_STEP", 1)
    one = hand_in(caller, file=photos("a.jpg", "b.jpg", "c.jpg")).json()["data"]["importId"]
    row = Import.objects.get(import_id=one)
    while Import.objects.get().rows_done == 0:
        run_imports([row.pk], placed=derive, finished=import_finished)
    answer = caller.ask("DELETE", f"/imports/{one}")
    body = answer.json()["data"]
    assert answer.status_code == 200
    assert (body["status"], body["state"], body["reason"]) == ("failure", "finished", "Cancelled.")
    assert body["rows"] == {"total": 3, "imported": 1, "skipped": 0, "failed": 2}
    assert Message.objects.filter(event="import.finished").count() == 1
    run_imports([row.pk], placed=derive)
    assert caller.data(f"/imports/{one}")["rows"]["imported"] == 1


def test_an_import_that_is_cancelled_while_it_is_read_stops(caller, monkeypatch) -> None:
    one = hand_in(caller, file=photos("a.jpg")).json()["data"]["importId"]
    row = Import.objects.get(import_id=one)
    plan = imports.carry_on

    def cancelled(*args: Any) -> bool:
        assert caller.ask("DELETE", f"/imports/{one}").status_code == 200
        return plan(*args)

    monkeypatch.setattr(imports, "carry_on", cancelled)
    run_imports([row.pk], placed=derive)
    assert caller.data(f"/imports/{one}")["reason"] == "Cancelled."
    assert not Product.objects.exists()


def test_a_finished_import_cannot_be_cancelled(caller) -> None:
    body = run(caller, file=photos("a.jpg"))
    answer = caller.ask("DELETE", f"/imports/{body['importId']}")
    assert answer.status_code == 409
    assert caller.data(f"/imports/{body['importId']}")["status"] == "success"


def test_an_upload_that_never_arrived_in_full_ends_as_a_failure(caller, merchant) -> None:
    store = create_upload_store(merchant, "Mine")
    row = Import.objects.create(merchant=merchant, store=store, archive="none", filename="x.zip")
    run_imports([row.pk], placed=derive)
    body = caller.data(f"/imports/{row.import_id}")
    assert (body["status"], body["reason"]) == ("failure", "The files did not arrive in full. Hand them in again.")
