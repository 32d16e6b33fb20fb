"""Answers as JSON or as XML, in the shapes of the document's samples."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape

from pixelzhub.sandbox.web import Response

# What the members of a list are called in XML.
MEMBERS = {
    "Templates": "Template",
    "Prices": "Price",
    "Images": "ImageStatus",
    "FinalImagesURL": "string",
    "ProductIds": "ProductIdStatistic",
    "Invoices": "Invoice",
}
INSTANCE = ' xmlns:i="http://www.w3.org/2001/XMLSchema-instance"'
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Printed(str):
    """Text that goes into XML as it is, like the bare ampersand in the sample of GET Invoices."""

    __slots__ = ()


def written(root: str, fields: Any, *, as_json: bool, odd: bool) -> Response:
    """The answer to a call. `odd` XML has the samples' faults: an undeclared prefix, a list that opens as Template."""
    if as_json:
        return Response(200, json.dumps(fields, default=float).encode())
    inside = "".join(_element(name, value, odd) for name, value in fields.items())
    text = f"<{root}{'' if odd else INSTANCE}>{inside}</{root}>"
    return Response(200, text.encode(), "application/xml; charset=utf-8")


def _element(name: str, value: Any, odd: bool) -> str:
    if value is None:
        return f'<{name} i:nil="true"/>'
    inside = _inside(name, value, odd)
    if not inside:
        return f"<{name}/>"
    opening = "Template" if odd and name == "Templates" else name
    return f"<{opening}>{inside}</{name}>"


def _inside(name: str, value: Any, odd: bool) -> str:
    if isinstance(value, Mapping):
        return "".join(_element(key, one, odd) for key, one in value.items())
    if isinstance(value, list):
        return "".join(_element(MEMBERS.get(name, "string"), one, odd) for one in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, Printed):
        return str(value)
    return escape(NOT_XML.sub("", str(value)))
