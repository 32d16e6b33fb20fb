"""The two formats in which Pixelz answers. What is sent is JSON in both (Developer API, "payload ... as JSON collection")."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from connectors.reply import Reply
from pixelzhub.pixelz.xml_wire import read_xml

WireName = Literal["json", "xml"]


@dataclass(frozen=True, slots=True)
class Wire:
    """Where a format's addresses begin below the base address, and how an answer is read."""

    prefix: str
    accept: str
    read: Callable[[Reply], Any]


JSON = Wire("JSON/", "application/json", Reply.json)
XML = Wire("", "application/xml", lambda reply: read_xml(reply.content))
WIRES: dict[WireName, Wire] = {"json": JSON, "xml": XML}
