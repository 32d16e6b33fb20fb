"""The XML answers, read as the samples are printed: an undeclared `i:` prefix, a list that is never closed, raw `&`.

No XML parser takes those, so this one is our own. It looks at each character a fixed number of times, knows no
document types and no entities but XML's five and the numbered ones, and raises nothing but `BadReply`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from connectors.errors import BadReply

# The documented answers are five deep. A limit also bounds the search for the element that an end tag closes.
MAX_DEPTH = 32

_NAME = re.compile(r"/?([^\W\d][\w.-]*(?::[\w.-]+)?)(?=[\s/>]|$)")
_NIL = re.compile(r"[\s:]nil=[\"'](true|1)[\"']")
_REFERENCE = re.compile(r"&(?:(amp|lt|gt|quot|apos)|#([0-9]{1,7})|#[xX]([0-9a-fA-F]{1,6}));")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


@dataclass(slots=True)
class _Element:
    name: str
    is_nil: bool = False
    holds_others: bool = False  # something else than elements of its own name
    children: list[tuple[str, Any]] = field(default_factory=list)
    text: list[str] = field(default_factory=list)

    def value(self) -> Any:
        """As the JSON answers have it: None, text, or an object in which what is repeated is a list."""
        if not self.children:
            said = "".join(self.text)
            return None if self.is_nil else said if said.strip() else ""
        found: dict[str, list[Any]] = {}
        for name, value in self.children:
            found.setdefault(name, []).append(value)
        return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def read_xml(content: bytes) -> Any:
    """What stands in the root element: text in objects and lists. Raises `BadReply`."""
    try:
        document = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        document = ""
    if not document.lstrip().startswith("<"):
        raise BadReply("Pixelz answered with something that is not XML.")
    return _read(document)


def _read(document: str) -> Any:
    stack = [_Element("")]
    for piece, is_markup in _pieces(document):
        tag = _NAME.match(piece) if is_markup else None
        if tag is None or ">" not in piece:
            stack[-1].text.append(_resolved("<" + piece if is_markup else piece))
            continue
        inside, _, after = piece.partition(">")
        name = tag[1].rpartition(":")[2]
        if inside.startswith("/"):
            _close(stack, name)
        else:
            _open(stack, name, inside)
        if len(stack) == 1:
            break
        stack[-1].text.append(_resolved(after))
    if len(stack) > 1 or not stack[0].children:
        raise _refused("XML that is cut off")
    return stack[0].children[0][1]


def _pieces(document: str) -> Iterator[tuple[str, bool]]:
    """What stands between one `<` and the next, and whether it began with one. Comments are left out."""
    closing = ""
    for number, piece in enumerate(document.split("<")):
        is_markup = number > 0 and not closing
        if is_markup and piece.startswith("!DOCTYPE"):
            raise _refused("a document type, which is not read")
        if is_markup:
            closing = next((end for start, end in _SECTIONS.items() if piece.startswith(start)), "")
        if not closing:
            yield piece, is_markup
            continue
        within, found, after = piece.partition(closing)
        if closing == "]]>":
            # Character data: `<` and `&` stand for themselves, so what would be read as a reference is escaped first.
            said = within.removeprefix("![CDATA[") if is_markup else "<" + within
            yield said.replace("&", "&amp;"), False
        if found:
            closing = ""
            yield after, False


_SECTIONS = {"!--": "-->", "![CDATA[": "]]>", "?": "?>"}


def _open(stack: list[_Element], name: str, inside: str) -> None:
    # GET Templates prints a list that is opened as Template and closed as Templates: what holds nothing yet is that
    # list. What holds something was left open by mistake, and ends where the next of its name begins.
    if stack[-1].name == name and stack[-1].holds_others:
        _close(stack, name)
    if len(stack) > MAX_DEPTH:
        raise _refused(f"XML of more than {MAX_DEPTH} levels")
    stack.append(_Element(name, is_nil=bool(_NIL.search(inside))))
    if inside.endswith("/"):
        _close(stack, name)


def _close(stack: list[_Element], name: str) -> None:
    """Close the innermost element of this name and all that is still open in it. An end tag of nothing is passed over."""
    if name not in [element.name for element in stack[1:]]:
        return
    while True:
        element = stack.pop()
        stack[-1].children.append((element.name, element.value()))
        stack[-1].holds_others |= element.name != stack[-1].name
        if element.name == name:
            return


def _resolved(said: str) -> str:
    return _REFERENCE.sub(_character, said) if "&" in said else said


def _character(reference: re.Match[str]) -> str:
    if reference[1]:
        return _ENTITIES[reference[1]]
    code = int(reference[2]) if reference[2] else int(reference[3], 16)
    return chr(code) if 0 < code < 0xD800 or 0xE000 <= code <= 0x10FFFF else "\ufffd"


def _refused(what: str) -> BadReply:
    return BadReply(f"Pixelz answered with {what}.")
