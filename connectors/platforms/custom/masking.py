"""The merchant's secrets: read from their setting, and taken out of everything that is shown."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from connectors.platforms.custom.templates import for_path, for_xml

MASK = "•••"
# One a line; a form field of a single line takes them with semicolons in between.
BETWEEN = re.compile(r"[\r\n]+\s*|;\s*(?=[A-Za-z_]\w*\s*=)")
# What can be a key in an answer that gives one: a text or an attribute in XML, and any longer word elsewhere.
XML_VALUE = re.compile(r"""(?<=>)[^<>\s]{6,}(?=</)|(?<=[\w:]=")(?!http|urn:)[^"<>]{6,}(?=")""")
KEY_LIKE = re.compile(r"[\w.~+/=-]{12,}")
PAIR = re.compile(r"\s*([A-Za-z_]\w*)\s*=\s*(.*?)\s*", re.DOTALL)


def secrets_in(settings: Mapping[str, str]) -> dict[str, str]:
    """Name -> value of each NAME=value; what is none of that is passed over."""
    found = (PAIR.fullmatch(part) for part in BETWEEN.split(settings.get("secrets", "")))
    return {pair[1]: pair[2] for pair in found if pair and pair[2]}


def shown_secrets(settings: Mapping[str, str], *further: str) -> list[str]:
    """Every form in which a secret can turn up, longest first."""
    plain = [*secrets_in(settings).values(), settings.get("token", ""), *further]
    forms = {form for one in plain if one for form in _forms(one)}
    return sorted(forms, key=len, reverse=True)


def masked(text: str, secrets: Iterable[str]) -> str:
    """The text without them."""
    for secret in secrets:
        text = text.replace(secret, MASK)
    return text


def masked_values(text: str) -> str:
    """The answer to a log-in with its names and without its values: which of them is the key is not known yet."""
    try:
        return json.dumps(_without_texts(json.loads(text)), ensure_ascii=False)
    except (ValueError, RecursionError):
        return (XML_VALUE if text.lstrip().startswith("<") else KEY_LIKE).sub(MASK, text)


def _without_texts(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_texts(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_without_texts(inner) for inner in value]
    return MASK if isinstance(value, str) and len(value) >= 6 else value


def _forms(secret: str) -> set[str]:
    """As it is, and as addresses, JSON, XML and Base64 write it."""
    quoted = json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1]
    encoded = base64.b64encode(secret.encode()).decode()
    return {secret, for_path(secret), for_path(secret).replace("%20", "+"), for_xml(secret), *quoted, encoded}
