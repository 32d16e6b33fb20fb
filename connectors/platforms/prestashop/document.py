"""PrestaShop's answers: JSON, XML where a store ignores that JSON was asked for, and its refusals in its own words."""

from __future__ import annotations

import json
from codecs import BOM_UTF8
from collections.abc import Mapping
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.ElementTree import fromstring, iterparse

from connectors.answers import error_body
from connectors.errors import AuthFailed, BadReply, ConnectorError, NotFound, Refused
from connectors.reply import Reply, error_for
from connectors.web_address import host_of

# WebserviceSpecificManagementImages.php: 57 is an unknown picture (400), the others have no file (500).
NO_PICTURE = {57, 59, 61, 63}
WEBSERVICE_OFF = 22  # WebserviceRequest.php, `isActivated` (503)
NO_KEY_SEEN = b"401 Unauthorized"  # webservice/dispatcher.php, as recorded: text, where a wrong key gets XML


def document(reply: Reply) -> Any:
    """The body as JSON would be. Raises `BadReply`."""
    if _is_xml(reply.content):
        return _as_json(xml_root(reply))
    try:
        return reply.json()
    except BadReply:
        found = _after_notices(reply.content)
        if found is None:
            raise
        return found


def xml_root(reply: Reply) -> Element:
    """The body as XML. Raises `BadReply`, also for a document type or an entity, which PrestaShop never sends."""
    try:
        found: Element = fromstring(_bare(reply.content), forbid_dtd=True)
        return found
    except (ParseError, ValueError, LookupError):  # defusedxml's own errors are ValueErrors
        pass
    raise BadReply(f"{host_of(reply.url)} answered with XML that cannot be read.")


def new_image_id(reply: Reply) -> str:
    """The id of an added picture. It comes first; the picture itself, which follows in base64, is not parsed."""
    try:
        for _, element in iterparse(BytesIO(_bare(reply.content)), forbid_dtd=True):
            if element.tag == "id" and str(element.text).isdecimal():
                return str(element.text)
            if element.tag != "id":
                break
    except (ParseError, ValueError, LookupError):
        pass
    raise BadReply(f"{host_of(reply.url)} does not say which photo it added.")


def assert_answer(reply: Reply) -> None:
    """Raises what an error answer stands for."""
    if reply.status >= 400:
        raise _refusal(reply)


def _refusal(reply: Reply) -> ConnectorError:
    host = host_of(reply.url)
    code, said = _error(reply)
    if reply.status == 401 and reply.content.strip() == NO_KEY_SEEN:
        return AuthFailed(
            f"The web server of {host} drops the key before PrestaShop sees it. In PrestaShop: Advanced Parameters,"
            " Webservice, switch on “Enable CGI mode for PHP”, or ask your host to pass the Authorization header on."
        )
    if code in NO_PICTURE:
        return NotFound(f"{host} says: {said}")
    if code == WEBSERVICE_OFF:
        return Refused(f"{host} says: {said}")
    # 401 is also a resource, 405 a method that the key was not given (codes 26 and 25), 403 a shop (132).
    if reply.status in {401, 403, 405} and said:
        return AuthFailed(f"{host} says: {said}")
    if reply.status == 405:
        return AuthFailed(f"{host} does not allow this with the given key (405).")
    if reply.status == 400 and said:
        return Refused(f"{host} says: {said}")
    return error_for(reply)


def _error(reply: Reply) -> tuple[int, str]:
    """The first error's code, and what all of them say; (0, "") without any."""
    errors = error_body(reply, document).get("errors")
    known = [one for one in errors if isinstance(one, Mapping)] if isinstance(errors, list) else []
    code = str(known[0].get("code")) if known else ""
    said = "; ".join(str(one.get("message") or "no reason given") for one in known)[:500]
    return int(code) if code.isdecimal() else 0, said


def _is_xml(content: bytes) -> bool:
    return _bare(content).startswith((b"<?xml", b"<prestashop"))


def _bare(content: bytes) -> bytes:
    """Without a byte order mark and blank lines, which XML forbids before its first line."""
    return content.removeprefix(BOM_UTF8).strip()


def _after_notices(content: bytes) -> Any:
    """Stores that display PHP's notices print them before the JSON. None if no JSON object runs to the very end."""
    text = content.decode("utf-8-sig", "replace").strip()
    start = text.find('{"')
    if start < 0:
        return None
    try:
        return json.loads(text[start:])
    except (ValueError, RecursionError):
        return None


def _as_json(root: Element) -> Any:
    """<prestashop><products><product>… as {"products": [{…}]}, and one <product> as {"product": {…}}."""
    if not len(root):
        return []
    top = root[0]
    return {top.tag: _entity(top) if top.find("id") is not None else [_entity(one) for one in top]}


def _entity(element: Element) -> dict[str, Any]:
    fields: dict[str, Any] = {"id": element.get("id")} if element.get("id") else {}
    for child in element:
        fields[child.tag] = _associations(child) if child.tag == "associations" else _value(child)
    return fields


def _associations(element: Element) -> dict[str, Any]:
    """Those that are not empty, as in JSON."""
    return {one.tag: [_entity(entry) for entry in one] for one in element if len(one)}


def _value(element: Element) -> Any:
    """Text, or in several languages [{"id", "value"}]."""
    languages = element.findall("language")
    if not languages:
        return element.text or ""
    if len(languages) == 1:
        return languages[0].text or ""
    return [{"id": one.get("id"), "value": one.text or ""} for one in languages]
