"""Whatever is done to an answer, it is read to a record or refused with an error of our own."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.errors import ConnectorError
from pixelzhub.pixelz import ProcessedImage, read_webhook
from pixelzhub.pixelz.xml_wire import read_xml
from tests.pixelzhub.pixelz import seed
from tests.pixelzhub.pixelz.answers import EXAMPLES, read
from tests.pixelzhub.pixelz.test_webhook import FIELDS

KINDS = {call: type(example.record) for call, example in EXAMPLES.items()}
MARKUP = [
    b"<", b">", b"</", b"/>", b"&", b"&#", b"<!--", b"]]>", b"<![CDATA[", b"<Template>", b"</Template>", b'"', b"{", b"}",
    b"[", b"]", b",", b":", b"null", b"-1e999", b"NaN", b"\\ud800", b"\\u0000", b"\x00", b"\xff", b"\xc3",
]  # fmt: skip
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
nested = st.lists(scalars, max_size=3) | st.dictionaries(st.text(max_size=4), scalars, max_size=3)
anything = scalars | nested | st.lists(nested, max_size=2)


def contents(call: str) -> list[tuple[str, bytes]]:
    """(wire, answer) of our own examples, and of the document's samples if it is there."""
    own = [(wire, getattr(EXAMPLES[call], wire).encode()) for wire in ("json", "xml") if call in EXAMPLES]
    return own + (list(seed.samples(call).items()) if seed.DOCUMENT.exists() else [])


@st.composite
def mutated(draw: st.DrawFn, content: bytes) -> bytes:
    """One to four byte flips, cuts, doublings or insertions."""
    found = bytearray(content)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(found)))
        to = draw(st.integers(at, min(len(found), at + 40)))
        match draw(st.sampled_from(["flip", "cut", "end", "double", "insert"])):
            case "flip":
                found[at : at + 1] = bytes([draw(st.integers(0, 255))])
            case "cut":
                del found[at:to]
            case "end":
                del found[at:]
            case "double":
                found[at:at] = found[at:to]
            case _:
                found[at:at] = draw(st.sampled_from(MARKUP) | st.binary(max_size=6))
    return bytes(found)


def places(answer: Any) -> list[tuple[Any, Any]]:
    """(container, key) of every value in an answer."""
    pairs = answer.items() if isinstance(answer, dict) else enumerate(answer) if isinstance(answer, list) else ()
    return [found for key, value in pairs for found in [(answer, key), *places(value)]]


@st.composite
def swapped(draw: st.DrawFn, content: bytes) -> bytes:
    """The same answer with one to three values of other types."""
    answer = json.loads(content)
    for container, key in draw(st.lists(st.sampled_from(places(answer)), min_size=1, max_size=3)):
        container[key] = draw(anything)
    return json.dumps(answer).encode()


def read_or_refuse(call: str, wire: str, content: bytes) -> None:
    try:
        record = read(call, wire, content)
    except ConnectorError:
        return
    assert isinstance(record, KINDS.get(call, object))
    repr(record)


@pytest.mark.parametrize("call", EXAMPLES)
@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_a_damaged_answer_gives_a_record_or_an_error_of_ours(call, data):
    wire, content = data.draw(st.sampled_from(contents(call)))
    read_or_refuse(call, wire, data.draw(mutated(content)))


@pytest.mark.parametrize("call", EXAMPLES)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_swapped_types_give_a_record_or_an_error_of_ours(call, data):
    printed = [content for wire, content in contents(call) if wire == "json"]
    read_or_refuse(call, "json", data.draw(st.sampled_from(printed).flatmap(swapped)))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=60) | st.lists(st.sampled_from(MARKUP), max_size=30).map(b"".join))
def test_xml_is_read_or_refused(content):
    try:
        read_xml(b"<R>" + content + b"</R>")
    except ConnectorError:
        return


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_a_damaged_webhook_gives_an_image_or_an_error_of_ours(data):
    form = b"imageTicket=t&processedImageURL=http%3A%2F%2Fx.example%2Fa.jpg&templateId=7"
    body = data.draw(
        mutated(form) | mutated(json.dumps(FIELDS).encode()) | anything.map(lambda value: json.dumps(value).encode())
    )
    try:
        assert isinstance(read_webhook(body), ProcessedImage)
    except ConnectorError:
        return
