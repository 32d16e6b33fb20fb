"""A description as typed parts, ready for use. What is wrong with one is said line by line."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from connectors.errors import Permanent
from connectors.platforms.custom import checks, shape
from connectors.platforms.custom.lines import Problem, Written, read_lines
from connectors.platforms.custom.parts import (
    MAX_PAGES,
    Check,
    Count,
    Description,
    Incremental,
    Paging,
    Request,
    Rule,
    Section,
    Variants,
    Write,
)
from connectors.platforms.custom.values import Dates, Expression, NotAnExpression, expression


class BadDescription(Permanent):
    """The merchant's description cannot be used; `problems` says why, line by line."""

    def __init__(self, problems: list[Problem]) -> None:
        shown = "; ".join(str(one) for one in problems[:5])
        more = f"; and {len(problems) - 5} more" if len(problems) > 5 else ""
        super().__init__(f"The description cannot be used: {shown}{more}.")
        self.problems = problems


def problems_of(text: str, secrets: Mapping[str, str] | None = None) -> list[Problem]:
    """Everything that is wrong with a description, top to bottom; names of secrets are checked if they are given."""
    _, written = _read(text)
    if secrets is not None and not written.problems:
        checks.check_secrets(written, secrets)
    return sorted(written.problems, key=lambda problem: problem.line)


@lru_cache(maxsize=64)
def read_description(text: str) -> Description:
    """Raises `BadDescription`."""
    found, written = _read(text)
    if found is None or written.problems:
        raise BadDescription(sorted(written.problems, key=lambda problem: problem.line))
    return found


def _read(text: str) -> tuple[Description | None, Written]:
    written = read_lines(text)
    if not written.problems:
        shape.check_schema(written)
    if written.problems:
        return None, written
    checks.check_sense(written)
    return _Reader(written).description(written.data), written


class _Reader:
    """Turns checked data into parts; what only shows then (an expression that does not parse) is blamed on its line."""

    def __init__(self, written: Written) -> None:
        self.written = written

    def description(self, data: Mapping[str, Any]) -> Description:
        answers, limits, images = data.get("answers", {}), data.get("limits", {}), data["images"]
        categories = data.get("categories", {})
        dates = Dates(**data.get("dates", {}))
        return Description(
            base_url=data["base_url"] if data["base_url"].endswith("/") else f"{data['base_url']}/",
            auth=self._auth(data.get("auth", {"type": "none"})),
            xml=answers.get("type") == "xml",
            lists=tuple(answers.get("lists", ())),
            dates=dates,
            rps=limits.get("rps"),
            timeout_s=limits.get("timeout_s"),
            rules=tuple(self._rule(rule, place) for place, rule in enumerate(data.get("errors", ()))),
            check=self._check(data["check"]) if "check" in data else None,
            categories=self._section(data, "categories") if "request" in categories else None,
            categories_of_products="from" in categories,
            separator=categories.get("separator", ""),
            products=self._section(data, "products"),
            incremental=self._incremental(data["products"].get("incremental"), dates),
            images=self._section(data, "images"),
            signed=images.get("signed", False),
            variants=self._variants(data["variants"]) if "variants" in data else None,
            counts={name: self._count(one, name) for name, one in data.get("counts", {}).items()},
            writes={
                name: self._write(data[name], name)
                for name in ("post_image", "add_image", "post_product")
                if name in data
            },
            in_place=data.get("post_image", {}).get("in_place", True),
        )

    def _expression(self, part: Mapping[str, Any], *path: str | int) -> Expression | None:
        """The expression under the last name of a path, if it is there."""
        text = part.get(str(path[-1]))
        if text is None:
            return None
        try:
            return expression(text)
        except NotAnExpression as error:
            self.written.blame(path, f"is no JMESPath expression: {error}")
            return expression("@")

    def _needed(self, part: Mapping[str, Any], *path: str | int) -> Expression:
        found = self._expression(part, *path)
        assert found is not None
        return found

    def _auth(self, part: Mapping[str, Any]) -> Mapping[str, Any]:
        if part["type"] != "login_token":
            return part
        return {**part, "request": Request(**part["request"]), "token": self._needed(part, "auth", "token")}

    def _rule(self, part: Mapping[str, Any], place: int) -> Rule:
        when = part["when"]
        return Rule(
            statuses=tuple(when.get("status", ())),
            jmes=self._expression(when, "errors", place, "when", "jmes"),
            contains=when.get("contains", ""),
            do=part["do"],
            wait_header=part.get("wait_header", ""),
            message=self._expression(part, "errors", place, "message"),
        )

    def _check(self, part: Mapping[str, Any]) -> Check:
        found = {name: self._expression(part, "check", name) for name in ("name", "url", "currency")}
        return Check(Request(**part["request"]), **found)

    def _section(self, data: Mapping[str, Any], name: str) -> Section:
        part = data[name]
        return Section(
            name=name,
            request=Request(**part["request"]),
            records=self._needed(part, name, "records"),
            fields=self._fields(part, name),
            paging=self._paging(part.get("paginate", {"type": "none"}), name),
            in_products=self._expression(part, name, "in_products"),
        )

    def _fields(self, part: Mapping[str, Any], name: str) -> dict[str, Expression]:
        return {field: self._needed(part["fields"], name, "fields", field) for field in part["fields"]}

    def _paging(self, part: Mapping[str, Any], name: str) -> Paging:
        stop = part.get("stop", {})
        at: tuple[str, ...] = (name, "paginate")
        return Paging(
            type=part["type"],
            param=part.get("param", ""),
            size_param=part.get("size_param", ""),
            size=part.get("size"),
            start=part.get("start"),
            next=self._expression(part, *at, "next"),
            total=self._expression(stop, *at, "stop", "total"),
            has_more=self._expression(stop, *at, "stop", "has_more"),
            short=stop.get("size"),
            max_pages=part.get("max_pages", MAX_PAGES),
        )

    def _incremental(self, part: Mapping[str, Any] | None, dates: Dates) -> Incremental | None:
        if part is None:
            return None
        return Incremental(
            path=self._expression(part, "products", "incremental", "path"),
            param=part.get("param", ""),
            dates=Dates(part.get("format", dates.format), part.get("zone", dates.zone)),
            lookback_s=part.get("lookback_s", 0),
            first=part.get("first"),
        )

    def _variants(self, part: Mapping[str, Any]) -> Variants:
        return Variants(
            records=self._needed(part, "variants", "records"),
            fields=self._fields(part, "variants"),
            in_products=self._expression(part, "variants", "in_products"),
        )

    def _count(self, part: Mapping[str, Any], name: str) -> Count:
        return Count(Request(**part["request"]), self._needed(part, "counts", name, "value"))

    def _write(self, part: Mapping[str, Any], name: str) -> Write:
        return Write(
            request=Request(**part["request"]),
            image_id=self._expression(part.get("result", {}), name, "result", "image_id"),
            kept=part.get("kept"),
            added=part.get("added"),
            variant=part.get("variant"),
            live={one: self._needed(part["live"], name, "live", one) for one in part.get("live", {})},
        )
