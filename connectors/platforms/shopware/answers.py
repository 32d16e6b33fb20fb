"""What Shopware says when it refuses: {"errors": [{"code", "status", "title", "detail"}]}, in words for a merchant."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from connectors.answers import error_body
from connectors.errors import AuthFailed, BadAddress, ConnectorError, NotFound, Refused
from connectors.reply import Reply, error_for
from connectors.web_address import host_of, origin

SENT_ON = (301, 302, 307, 308)
NAME_TAKEN = "CONTENT__MEDIA_DUPLICATED_FILE_NAME"
LACKS_RIGHT = "FRAMEWORK__MISSING_PRIVILEGE_ERROR"
LONGEST = 500


class NameTaken(Refused):
    """Another file of the store has this name already."""


def refusal(reply: Reply, *, asked: str) -> ConnectorError:
    """The error that an answer is, in the shop's own words."""
    host = host_of(reply.url)
    if reply.status in SENT_ON:
        return sent_on(reply, asked=asked)
    said = words(reply)
    if not said:
        return error_for(reply)
    if reply.status in {401, 403}:
        return AuthFailed(f"{host} says: {said}")
    if reply.status == 404:
        return NotFound(f"{host} says: {said}")
    kind = NameTaken if first_error(reply).get("code") == NAME_TAKEN else Refused
    return kind(f"{host} says: {said}")


def sent_on(reply: Reply, *, asked: str) -> ConnectorError:
    """A search and a write are POSTs, which are not sent on to another address."""
    reached = reply.headers.get("location", "")
    if reached.startswith("http") and origin(reached) != origin(asked):
        return BadAddress(f"{origin(asked)} sends the hub on to {origin(reached)}. Enter that address instead.")
    return BadAddress(f"{origin(asked)} sends the hub on to another page. Enter the address of the shop itself.")


def words(reply: Reply) -> str:
    """What the shop says of each error; empty if it does not explain itself."""
    return " ".join(filter(None, (_words_of(error) for error in _errors(reply))))[:LONGEST]


def first_error(reply: Reply) -> Mapping[str, Any]:
    """The first error; empty if there is none."""
    return next(iter(_errors(reply)), {})


def _errors(reply: Reply) -> list[Mapping[str, Any]]:
    errors = error_body(reply).get("errors")
    return [error for error in errors if isinstance(error, Mapping)] if isinstance(errors, list) else []


def _words_of(error: Mapping[str, Any]) -> str:
    detail, title = error.get("detail"), error.get("title")
    if error.get("code") == LACKS_RIGHT:
        return _lacking(detail)
    found = detail if isinstance(detail, str) and detail else title
    return found if isinstance(found, str) else ""


def _lacking(detail: Any) -> str:
    """Rights come as JSON within the text (MissingPrivilegeException.php)."""
    try:
        rights = json.loads(detail)["missingPrivileges"]
        named = ", ".join(str(right) for right in rights)
    except (ValueError, TypeError, KeyError):
        named = ""
    return (
        f"The integration lacks a right{f' ({named})' if named else ''}. Switch on “Administrator” in Settings,"
        " System, Integrations, or give it a role that has the right."
    )
