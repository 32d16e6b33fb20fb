"""The addresses of finished files and of small copies of them."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import Image

from pixelzhub.sandbox.web import Request, Response, json_response

if TYPE_CHECKING:
    from pixelzhub.sandbox.pixelz.service import Service

TYPES = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
}


def finished_file(service: Service, request: Request, relative: str) -> Response:
    """A finished file, or a small copy of it under /thumbnail/."""
    root = service.production.folder.resolve()
    path = (root / relative.replace("/thumbnail/", "/final/")).resolve()
    if not path.is_relative_to(root) or not path.is_file():
        return json_response({"error": "There is no such file."}, 404)
    data = path.read_bytes()
    if "/thumbnail/" in relative:
        return Response(200, _small(data), "image/jpeg")
    return Response(
        200, data, TYPES.get(path.suffix, "application/octet-stream"), {"X-Content-Type-Options": "nosniff"}
    )


def _small(data: bytes) -> bytes:
    with Image.open(io.BytesIO(data)) as image:
        image.thumbnail((240, 240))
        out = io.BytesIO()
        image.convert("RGB").save(out, "JPEG")
    return out.getvalue()
