"""RequestPresignUrls and AddColorLibrary: calls that the published document lacks and Pixelz's own tools make."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote

from pixelzhub.sandbox.files import write_whole
from pixelzhub.sandbox.pixelz.call import Call, Fields, Refused, missing
from pixelzhub.sandbox.web import Request, Response, json_response

if TYPE_CHECKING:
    from pixelzhub.sandbox.pixelz.service import Service

MOST_NAMES = 1000
UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


def request_presign_urls(call: Call) -> list[dict[str, str]]:
    """An address to PUT each file to and one to read it from: a bare list, unlike every other answer."""
    if not call.service.faults.presign:
        raise Refused("NotEnabled", "Direct upload is not enabled for this account.")
    names = call.texts("imageNames")
    if not names or len(names) > MOST_NAMES:
        raise missing(f"imageNames (1 to {MOST_NAMES})")
    return [_addresses(call.service, name) for name in names]


def add_color_library(call: Call) -> Fields:
    """Keep swatches. Answers with their ids, for colorwayIds of POST Image."""
    urls = call.texts("imagesUrl")
    if not urls or len(urls) > MOST_NAMES:
        raise missing(f"imagesUrl (1 to {MOST_NAMES})")
    store = call.service.store
    with store.transaction():
        ids = [store.insert("colorways", {"contact_id": call.contact.id, "url": url}) for url in urls]
    return {"ErrorCode": "NoError", "Message": "", "ColorwayIds": ids}


def put_upload(service: Service, request: Request, token: str, name: str) -> Response:
    """Take the bytes, from whoever has the signed address: no e-mail and no key travel here."""
    given = request.query.get("signature", "")
    if not hmac.compare_digest(given.encode(), _signature(service, token, name).encode()):
        return json_response({"error": "The signature is missing or wrong."}, 403)
    if not request.body:
        return json_response({"error": "There is nothing in the body, or too much."}, 400)
    write_whole(service.uploads / token, request.body)
    return Response(200)


def get_upload(service: Service, request: Request, token: str, name: str) -> Response:
    path = service.uploads / token
    if not path.is_file():
        return json_response({"error": "There is no such file."}, 404)
    return Response(200, path.read_bytes(), "application/octet-stream", {"X-Content-Type-Options": "nosniff"})


def _addresses(service: Service, name: str) -> dict[str, str]:
    token, safe = secrets.token_hex(16), UNSAFE.sub("-", PurePosixPath(name).name)[-100:] or "image"
    address = f"{service.base}/pixelz/uploads/{token}/{quote(safe)}"
    return {"UploadUrl": f"{address}?signature={_signature(service, token, safe)}", "DownloadUrl": address}


def _signature(service: Service, token: str, name: str) -> str:
    return hmac.new(service.keys["secret"].encode(), f"{token}/{name}".encode(), hashlib.sha256).hexdigest()
