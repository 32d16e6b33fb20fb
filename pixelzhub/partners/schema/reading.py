"""The OpenAPI document as the documentation's page shows it: sections of calls, each with rows of fields."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from django.utils.safestring import SafeString

from pixelzhub.partners.schema.document import document
from pixelzhub.partners.schema.rows import Row, marked, resolved, row_of, rows_of

# Headers that every call may carry: the page tells of them once.
EVERYWHERE = [{"$ref": f"#/components/parameters/{name}"} for name in ("RequestId", "IfNoneMatch")]


@dataclass(frozen=True, slots=True)
class Answer:
    """What comes back under a status. `rows` are the fields of `data`, or of the whole where there is no envelope."""

    status: str
    says: SafeString
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """One operation."""

    name: str
    method: str
    path: str
    summary: str
    says: SafeString
    scope: str
    parameters: tuple[Row, ...]
    body: tuple[Row, ...]
    body_kinds: str
    example: str
    answers: tuple[Answer, ...]
    refusals: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """The calls of one kind of thing."""

    name: str
    anchor: str
    says: SafeString
    calls: tuple[Call, ...]


@cache
def sections() -> tuple[Section, ...]:
    """All calls, in the order of the document's tags; the same until the process ends."""
    calls = [
        (operation["tags"][0], _call(path, method, operation))
        for path, methods in document()["paths"].items()
        for method, operation in methods.items()
    ]
    return tuple(
        Section(
            tag["name"],
            tag["name"].lower(),
            marked(tag["description"]),
            tuple(call for name, call in calls if name == tag["name"]),
        )
        for tag in document()["tags"]
    )


def _call(path: str, method: str, operation: dict[str, Any]) -> Call:
    says, _, _scope = operation["description"].rpartition("\n\n")
    content = operation.get("requestBody", {}).get("content", {})
    body: dict[str, Any] = next(iter(content.values()), {})
    answers = {status: resolved(answer) for status, answer in operation["responses"].items()}
    good = {status: answer for status, answer in answers.items() if status.startswith("2")}
    return Call(
        name=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        says=marked(says),
        scope=operation["security"][0]["bearer"][0],
        parameters=tuple(_parameter(resolved(one)) for one in operation["parameters"] if one not in EVERYWHERE),
        body=tuple(rows_of(body.get("schema", {}))),
        body_kinds=", ".join(content),
        example=json.dumps(body["example"], indent=2, ensure_ascii=False) if "example" in body else "",
        answers=tuple(_answer(status, answer) for status, answer in good.items()),
        refusals=tuple(
            Answer(status, marked(one["description"])) for status, one in answers.items() if int(status) >= 400
        ),
    )


def _answer(status: str, answer: dict[str, Any]) -> Answer:
    shape = resolved(next(iter(answer.get("content", {}).values()), {"schema": {}})["schema"])
    data = shape.get("properties", {}).get("data") if "success" in shape.get("properties", {}) else shape
    return Answer(status, marked(answer["description"]), tuple(rows_of(data or {})))


def _parameter(one: dict[str, Any]) -> Row:
    row = row_of(one["name"], one["schema"], needed=one.get("required", False))
    says = one["description"] if one["in"] != "header" else f"A header. {one['description']}"
    return replace(row, says=marked(says))
