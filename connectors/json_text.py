"""JSON of other people's programs: what no database keeps is left out before anybody reads it."""

from __future__ import annotations

import json
import re
from typing import Any

# Escapes that PostgreSQL refuses in text: a zero byte, and half of a surrogate pair. A whole pair is one letter.
ESCAPES = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")


def parsed(content: bytes) -> Any:
    """What the JSON says, whatever stands before its first letter. Raises `ValueError`."""
    found = json.loads(content.decode("utf-8-sig"))
    return storable(found) if ESCAPES.search(content) else found


def storable(found: Any) -> Any:
    """The same without zero bytes, and with “?” for half a letter."""
    if isinstance(found, str):
        return found.replace("\0", "").encode("utf-8", "replace").decode()
    if isinstance(found, list):
        return [storable(one) for one in found]
    if isinstance(found, dict):
        return {storable(name): storable(value) for name, value in found.items()}
    return found
