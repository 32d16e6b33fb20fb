"""One import into the double: a table and an archive that are really opened, and the states that it goes through."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from email.parser import BytesParser
from email.policy import HTTP
from pathlib import PurePosixPath

STAGES = (
    "uploading_files",
    "validating_csv",
    "unpacking_archive",
    "checking_images",
    "waiting_queue",
    "importing_data",
)
REQUIRED = ("unique_sku_id", "product_image")


class BadImport(Exception):
    """What was sent is not an import."""

    def __init__(self, said: str, parameter: str) -> None:
        super().__init__(said)
        self.parameter = parameter


@dataclass
class Import:
    """Each look at it takes it one state further, to `outcome`; an import with a missing photo or column fails."""

    table: bytes
    archive: bytes
    separator: str
    rows: list[dict[str, str]]
    files: dict[str, bytes]
    code: str = ""
    status: str = STAGES[0]
    outcome: str = "success"
    message: str = ""
    log: bytes = b""

    def go_on(self) -> None:
        if self.status not in STAGES:
            return
        place = STAGES.index(self.status)
        if problem := self._problem():
            self.status, self.message = "failure", problem
        else:
            self.status = (*STAGES, self.outcome)[place + 1]

    def _problem(self) -> str:
        if self.status == "validating_csv" and (lacking := [name for name in REQUIRED if name not in self.rows[0]]):
            return f"The field {lacking[0]} is required."
        if self.status == "checking_images":
            known = {*self.files, *(PurePosixPath(name).stem for name in self.files)}
            named = [name for row in self.rows for name in row["product_image"].split("|")]
            missing = [name for name in named if name not in known]
            return f"Image {missing[0]} is not in the archive." if missing else ""
        return ""


def read_parts(content_type: str, body: bytes) -> Import:
    """The parts `data` and `archive` of a multipart body. Raises `BadImport`."""
    message = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {content_type}\r\n\r\n".encode() + body)
    parts: dict[str, tuple[str, bytes]] = {}
    for part in message.iter_parts() if message.is_multipart() else ():
        disposition = part["content-disposition"].params
        parts[disposition["name"]] = (disposition.get("filename", ""), part.get_payload(decode=True) or b"")
    table, archive = _part(parts, "data", ".csv"), _part(parts, "archive", ".zip")
    separator, rows = _rows(table)
    return Import(table, archive, separator, rows, _files(archive))


def as_zip(files: Mapping[str, bytes]) -> bytes:
    """A deflated archive, as logs come."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return out.getvalue()


def _part(parts: Mapping[str, tuple[str, bytes]], name: str, ending: str) -> bytes:
    file, data = parts.get(name, ("", b""))
    if not data or not file.endswith(ending):
        raise BadImport(f"The {name} must be a file of type: {ending[1:]}.", name)
    return data


def _rows(table: bytes) -> tuple[str, list[dict[str, str]]]:
    try:
        text = table.decode("utf-8")
    except UnicodeDecodeError:
        raise BadImport("The file must be in UTF-8.", "data") from None
    first = text.splitlines()[0]
    separator = max(",;\t|", key=first.count)
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    if not rows:
        raise BadImport("The file has no rows.", "data")
    return separator, rows


def _files(archive: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as packed:
            return {info.filename: packed.read(info) for info in packed.infolist()}
    except zipfile.BadZipFile:
        raise BadImport("The archive cannot be opened.", "archive") from None
