"""A program that hands in files."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from analytics.derive import derive
from connectors.imports import run_imports
from connectors.models import Import
from tests.connectors.servers import jpeg
from tests.pixelzhub.partners.caller import Caller

SCOPES = ["imports:read", "imports:write"]
TABLE = b"sku,name,ean,image\nA,Tee,4006381333931,a.jpg\nB,=Cup,4006 381,b.jpg\nC,Mug,,missing.jpg\n"


def photos(*names: str) -> SimpleUploadedFile:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for number, name in enumerate(names):
            packed.writestr(name, jpeg(number))
    return SimpleUploadedFile("photos.zip", out.getvalue())


def table(data: bytes = TABLE, name: str = "list.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def hand_in(caller: Caller, **parts: Any) -> Any:
    return Client().post("/api/v1/imports", parts, headers={"X-API-Key": caller.key})


def run(caller: Caller, **parts: Any) -> dict[str, Any]:
    """Hand in, read to the end, and give what the import's own address says."""
    answer = hand_in(caller, **parts)
    assert answer.status_code == 201, answer.content
    run_imports(list(Import.objects.values_list("pk", flat=True)), placed=derive)
    return caller.data(f"/imports/{answer.json()['data']['importId']}")
