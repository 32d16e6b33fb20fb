"""One call of the API as it is declared in the files of its resource, and as OpenAPI writes it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from pixelzhub.partners.frame.route import Route
from pixelzhub.partners.schema.refusals import ALWAYS, OF_BODIES, refusal
from pixelzhub.partners.schema.shapes import Shape, called
from pixelzhub.partners.schema.ways_in import taken_by

JSON, FORM, CSV = "application/json", "multipart/form-data", "text/csv"
COMMON = ("X-Request-ID", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "Deprecation", "Sunset")


@dataclass(frozen=True, slots=True)
class Operation:
    """`answers` are the successful ones by status, `refuses` the refusals that are this call's own; `body` is JSON.

    `csv` is the same answer for who asks for CSV.
    """

    view: type[Route]
    method: str
    name: str
    summary: str
    says: str
    tag: str
    answers: Mapping[int, Shape]
    parameters: Sequence[Shape] = ()
    body: Shape | None = None
    example: Any = None
    body_needed: bool = True
    form: Shape | None = None
    gives: str = JSON
    csv: Shape | None = None
    refuses: Collection[int] = ()
    headers: Collection[str] = field(default=())

    @property
    def scope(self) -> str:
        """The scope that a key needs for it."""
        return str(self.view.scopes[self.method].value)

    @property
    def reads(self) -> bool:
        return self.method == "GET"

    @property
    def has_body(self) -> bool:
        return self.body is not None or self.form is not None

    def to_openapi(self) -> dict[str, Any]:
        """The operation object of OpenAPI 3.1."""
        common = ["RequestId", *(["IfNoneMatch"] if self.reads else [])]
        found: dict[str, Any] = {
            "operationId": self.name,
            "summary": self.summary,
            "description": f"{self.says}\n\nNeeds the scope `{self.scope}`.",
            "tags": [self.tag],
            "parameters": [*self.parameters, *(_component("parameters", name) for name in common)],
            "security": [{scheme: [self.scope]} for scheme in taken_by(self.view, self.method)],
            "responses": self._responses(),
        }
        return found | ({"requestBody": self._request()} if self.has_body else {})

    def _request(self) -> dict[str, Any]:
        content: dict[str, Any] = {}
        if self.body is not None:
            example = {} if self.example is None else {"example": self.example}
            content[JSON] = {"schema": self._called("Body", self.body)} | example
        if self.form is not None:
            content[FORM] = {"schema": self._called("Form", self.form)}
        return {"required": self.body_needed, "content": content}

    def _called(self, kind: str, shape: Shape) -> Shape:
        """What is sent, called after the call unless it has a name of its own."""
        known = shape.keys() & {"$ref", "title"}
        return shape if known else called(f"{self.name[0].upper()}{self.name[1:]}{kind}", shape)

    def _responses(self) -> dict[str, Any]:
        found = {str(status): self._answer(status, shape) for status, shape in self.answers.items()}
        refused = {
            *ALWAYS,
            *self.refuses,
            *(OF_BODIES if self.has_body else ()),
            *({304} if self.reads else ()),
        }
        return found | {str(status): refusal(status) for status in sorted(refused)}

    def _answer(self, status: int, shape: Shape) -> dict[str, Any]:
        names = [*COMMON, *(["ETag"] if self.reads else []), *self.headers]
        return {
            "description": str(shape.get("description", HTTPStatus(status).phrase)),
            "headers": {name: _component("headers", name) for name in names},
            "content": {self.gives: {"schema": shape}} | ({CSV: {"schema": self.csv}} if self.csv else {}),
        }


def _component(kind: str, name: str) -> dict[str, str]:
    return {"$ref": f"#/components/{kind}/{name}"}
