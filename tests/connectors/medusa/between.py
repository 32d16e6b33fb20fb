"""The proxy before a Medusa server: everything that writes is a POST, uploads are forms."""

from __future__ import annotations

import re

from tests.connectors.proxy import Proxy
from tests.connectors.servers import Call


class MedusaProxy(Proxy):
    """What `edit_writes` is about is a product's list of images; uploads change no product and stay POST."""

    def __init__(self, upstream: str) -> None:
        super().__init__(upstream, api=("/admin/",))

    def counts_as(self, call: Call) -> str:
        return "PUT" if call.method == "POST" and "/admin/uploads" not in call.path else call.method

    def is_edited(self, call: Call) -> bool:
        is_product = re.search(r"/admin/products/[^/?]+(\?|$)", call.path)
        return super().is_edited(call) and is_product is not None
