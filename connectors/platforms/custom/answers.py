"""An answer as plain data, from JSON or from XML, so that the same expressions fit both."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from connectors.errors import BadReply
from connectors.reply import Reply
from connectors.web_address import host_of


def document(reply: Reply, *, xml: bool, lists: Sequence[str] = ()) -> Any:
    """Raises `BadReply` for what is not JSON or XML, as the description says it is."""
    return _from_xml(reply, [tuple(path.split(".")) for path in lists]) if xml else reply.json()


def _from_xml(reply: Reply, lists: Sequence[tuple[str, ...]]) -> Any:
    """Elements by name without their namespaces, attributes as @name, text beside them as #text.

    An element under one of the paths in `lists` is a list even if it is there once, and an empty list if only the
    element around it is there.
    """
    try:
        root = fromstring(reply.content.strip(), forbid_dtd=True)
        name = _local(root.tag)
        return {name: _value(root, (name,), lists)}
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError):
        pass  # the parser's own error may hold a part of the body
    raise BadReply(f"{host_of(reply.url)} answered with something that is not whole XML.")


def _value(element: Any, path: tuple[str, ...], lists: Sequence[tuple[str, ...]]) -> Any:
    found: dict[str, Any] = {f"@{_local(name)}": value for name, value in element.attrib.items()}
    for child in element:
        if not isinstance(child.tag, str):
            continue  # a comment or a processing instruction
        name = _local(child.tag)
        value = _value(child, (*path, name), lists)
        if name in found and isinstance(found[name], list):
            found[name].append(value)
        elif name in found:
            found[name] = [found[name], value]
        else:
            found[name] = [value] if _is_in((*path, name), lists) else value
    for wanted in lists:
        if len(wanted) > 1 and path[-(len(wanted) - 1) :] == wanted[:-1]:
            found.setdefault(wanted[-1], [])
    text = (element.text or "").strip()
    if not found:
        return text or None
    return {**found, "#text": text} if text else found


def _is_in(path: tuple[str, ...], lists: Sequence[tuple[str, ...]]) -> bool:
    return any(path[-len(wanted) :] == wanted for wanted in lists)


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def digest_source(rows: Sequence[Any]) -> bytes:
    """The rows as bytes, the same for the same rows."""
    return json.dumps(rows, sort_keys=True, default=str).encode()
