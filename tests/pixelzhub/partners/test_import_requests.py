"""Requests to /imports: which store, which keys, and what is refused before anything is written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from analytics.models import ListedChannel
from connectors.imports import create_upload_store
from connectors.models import Import, Store
from tests.builders import make_merchant, make_store
from tests.pixelzhub.partners.caller import Caller
from tests.pixelzhub.partners.importer import SCOPES, hand_in, photos

pytestmark = pytest.mark.django_db


@pytest.fixture
def caller(merchant, settings, tmp_path: Path) -> Caller:
    settings.MEDIA_ROOT = tmp_path
    return Caller(merchant, SCOPES)


def test_without_a_store_the_first_upload_store_is_taken_and_made_if_there_is_none(caller, merchant) -> None:
    make_store(merchant)
    first = hand_in(caller, file=photos("a.jpg")).json()["data"]["store_id"]
    again = hand_in(caller, file=photos("a.jpg")).json()["data"]["store_id"]
    store = Store.objects.get(merchant=merchant, platform="upload")
    assert first == again == str(store.pk)
    assert set(ListedChannel.objects.filter(store=store).values_list("code", flat=True)) == {"amazon", "google"}


def test_a_named_store_is_taken_if_it_is_the_merchants_own_upload_store(caller, merchant) -> None:
    create_upload_store(merchant, "First")
    second = create_upload_store(merchant, "Second")
    others = create_upload_store(make_merchant("Other"), "Theirs")
    assert hand_in(caller, file=photos("a.jpg"), store=str(second.pk)).json()["data"]["store_id"] == str(second.pk)
    for wrong in (str(others.pk), str(make_store(merchant).pk), "x"):
        answer = hand_in(caller, file=photos("a.jpg"), store=wrong)
        assert answer.status_code == 422
        assert "one of your upload stores" in answer.json()["errors"][0]
    assert Import.objects.count() == 1


def test_reading_and_writing_have_scopes_of_their_own(caller, merchant) -> None:
    one = hand_in(caller, file=photos("a.jpg")).json()["data"]["importId"]
    reader, writer = Caller(merchant, ["imports:read"]), Caller(merchant, ["imports:write"])
    assert hand_in(reader, file=photos("a.jpg")).status_code == 403
    assert reader.ask("DELETE", f"/imports/{one}").status_code == 403
    for path in ("/imports", "/imports/last", "/imports/template", f"/imports/{one}", f"/imports/{one}/log"):
        assert writer.get(path).status_code == 403


def test_another_merchants_import_is_not_there(caller) -> None:
    one = hand_in(caller, file=photos("a.jpg")).json()["data"]["importId"]
    other = Caller(make_merchant("Other"), SCOPES)
    assert other.data("/imports") == []
    for path in (f"/imports/{one}", f"/imports/{one}/log", f"/imports/{one}/log?format=csv", "/imports/no-uuid"):
        answer = other.get(path)
        assert answer.status_code == 404
        assert answer.json()["success"] is False
    assert other.ask("DELETE", f"/imports/{one}").status_code == 404
    assert caller.data(f"/imports/{one}")["state"] == "in_progress"


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({}, "“file” is missing"),
        ({"file": "text"}, "“file” is text"),
        ({"file": ("x.rar", b"Rar!")}, "neither a ZIP nor a table"),
        ({"file": ("x.csv", b"sku\nA\n"), "archive": ("x.rar", b"Rar!")}, "a .zip is accepted"),
        ({"file": ("x.zip", b"PK"), "archive": ("y.zip", b"PK")}, "“file” is a ZIP already"),
        ({"file": ("x.csv", b"sku\nA\n"), "dry_run": "perhaps"}, "true or false is accepted"),
        ({"file": ("x.csv", b"sku\nA\n"), "mode": "fast"}, "the fields are file, archive, store, dry_run"),
        ({"file": [("x.csv", b"sku\n"), ("y.csv", b"sku\n")]}, "“file” comes 2 times"),
    ],
)
def test_a_wrong_request_is_told_and_starts_nothing(caller, parts: dict[str, Any], says: str) -> None:
    def part(value: Any) -> Any:
        if isinstance(value, list):
            return [part(one) for one in value]
        return SimpleUploadedFile(*value) if isinstance(value, tuple) else value

    answer = hand_in(caller, **{name: part(value) for name, value in parts.items()})
    assert answer.status_code == 422
    assert says in answer.json()["errors"][0]
    assert not Import.objects.exists()


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("{}", "application/json", 415),
        ("x", "multipart/form-data", 400),
        ("x", "multipart/form-data; boundary=b", 422),
        ("--b\r\nContent-Disposition: form-data; name=store\r\n\r\n" + "x" * 6_000_000, "multipart/form-data; boundary=b", 413),
        ("--b\r\nContent-Disposition: form-data; name=x; filename=y\r\n\r\n\r\n" * 200, "multipart/form-data; boundary=b", 400),
    ],
    ids=["json", "no boundary", "no parts", "long field", "many files"],
)  # fmt: skip
def test_a_body_that_is_no_form_is_refused_in_the_envelope(caller, body: str, kind: str, status: int) -> None:
    answer = caller.post("/imports", body, **{"Content-Type": kind})
    assert answer.status_code == status
    assert answer.json()["errors"]


def test_a_body_that_is_too_large_is_refused_by_its_length(caller) -> None:
    answer = Client().generic(
        "POST", "/api/v1/imports", b"x", content_type="multipart/form-data; boundary=b",
        headers={"X-API-Key": caller.key}, CONTENT_LENGTH=str(3 * 10**9),
    )  # fmt: skip
    assert answer.status_code == 413
    assert answer.json()["errors"] == ["The body has more than 2 GB."]
