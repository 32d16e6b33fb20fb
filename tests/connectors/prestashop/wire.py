"""PrestaShop's two ways to write an answer, and its filters (WebserviceOutputJSON/XML.php, SQLUtils.php)."""

from __future__ import annotations

import json
import re
from typing import Any

from tests.connectors.prestashop.shop import ENTITIES

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<prestashop xmlns:xlink="http://www.w3.org/1999/xlink">\n'
Row = dict[str, Any]


class BadFields(Exception):
    """Fields that the resource does not have."""


def fields_of(display: str) -> list[str]:
    """The fields in [a,b,images[id]], associations as "images[]" (`parseDisplayFields`)."""
    inner = re.fullmatch(r"\[(.*)\]", display)
    if not inner:
        raise BadFields(display)
    return [re.sub(r"\[.*\]", "[]", name) for name in re.findall(r"\w+(?:\[[^\]]*\])?", inner[1])]


def matches(value: Any, wanted: str) -> bool:
    """One filter on one field: [a|b], [from,to], >[x], <[x], ![x], or the value itself."""
    parts = re.fullmatch(r"(.*)\[(.*)\](.*)", wanted)
    if not parts:
        return str(value) == wanted
    sign, inner = parts[1], parts[2]
    if sign in {">", "<"}:
        one, other = _comparable(value, inner)
        return bool(one > other if sign == ">" else one < other)
    if sign == "!":
        return str(value) not in inner.split("|")
    if between := re.fullmatch(r"([\d.:\-\s]+),([\d.:\-\s]+)", inner):
        low, high = sorted(between.groups())
        return low <= str(value) <= high
    return str(value) in inner.split("|")


def _comparable(value: Any, other: str) -> tuple[Any, Any]:
    return (value, int(other)) if isinstance(value, int) else (str(value), other)


def json_list(resource: str, rows: list[Row], languages: list[int]) -> bytes:
    """An empty list has no name, as `$content` is an empty array then."""
    if not rows:
        return b"[]"
    return json.dumps({resource: [_json_row(row, languages) for row in rows]}).encode()


def json_one(resource: str, row: Row, languages: list[int]) -> bytes:
    return json.dumps({ENTITIES[resource]: _json_row(row, languages)}).encode()


def _json_row(row: Row, languages: list[int]) -> Row:
    """Associations without entries are left out."""
    found: Row = {}
    for name, value in row.items():
        if name.endswith("[]"):
            if value:
                found.setdefault("associations", {})[name[:-2]] = [{"id": one} for one in value]
        elif isinstance(value, dict):
            texts = [{"id": number, "value": value[number]} for number in languages]
            found[name] = texts[0]["value"] if len(texts) == 1 else texts
        else:
            found[name] = value
    return found


def xml_list(resource: str, rows: list[Row], languages: list[int]) -> bytes:
    inner = "".join(xml_row(ENTITIES[resource], row, languages) for row in rows)
    return f"{HEAD}<{resource}>\n{inner}</{resource}>\n</prestashop>\n".encode()


def xml_ids(resource: str, rows: list[Row]) -> bytes:
    """Without `display` each is an empty element with its id."""
    inner = "".join(f'<{ENTITIES[resource]} id="{row["id"]}"/>\n' for row in rows)
    return f"{HEAD}<{resource}>\n{inner}</{resource}>\n</prestashop>\n".encode()


def xml_one(resource: str, row: Row, languages: list[int]) -> bytes:
    return f"{HEAD}{xml_row(ENTITIES[resource], row, languages)}</prestashop>\n".encode()


def xml_row(entity: str, row: Row, languages: list[int]) -> str:
    """One thing; the parts that an answer is made of."""
    fields, associations = "", ""
    for name, value in row.items():
        if name.endswith("[]"):
            kind, one_kind = name[:-2], ENTITIES[name[:-2]]
            inner = "".join(f"<{one_kind}>\n<id>{_text(one)}</id>\n</{one_kind}>\n" for one in value)
            associations += f'<{kind} nodeType="{one_kind}" api="{kind}">\n{inner}</{kind}>\n'
        elif isinstance(value, dict):
            texts = "".join(f'<language id="{one}">{_text(value[one])}</language>' for one in languages)
            fields += f"\t<{name}>{texts}</{name}>\n"
        else:
            fields += f"\t<{name}>{_text(value)}</{name}>\n"
    wrapped = f"<associations>\n{associations}</associations>\n" if associations else ""
    return f"<{entity}>\n{fields}{wrapped}</{entity}>\n"


def _text(value: Any) -> str:
    return f"<![CDATA[{value}]]>"


def errors(code: int, message: str, *, as_json: bool) -> bytes:
    if as_json:
        return json.dumps({"errors": [{"code": code, "message": message}]}).encode()
    inner = f"<error>\n<code>{_text(code)}</code>\n<message>{_text(message)}</message>\n</error>\n"
    return f"{HEAD}<errors>\n{inner}</errors>\n</prestashop>\n".encode()
