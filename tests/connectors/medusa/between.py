"""The proxy before a Medusa server: uploads are forms, which it does not read, and writes of products count as PUT."""

from __future__ import annotations

import re
from dataclasses import replace

from tests.connectors.proxy import Proxy
from tests.connectors.servers import Answer, Call


class MedusaProxy(Proxy):
    """What `edit_writes` is about is a product's list of images; uploads change no product and stay POST."""

    def __init__(self, upstream: str) -> None:
        super().__init__(upstream, api=("/admin/",))

    def _answer(self, call: Call) -> Answer:
        if call.method == "POST" and "/admin/uploads" not in call.path:
            call.method = "PUT"
        if re.search(r"/admin/products/[^/?]+(\?|$)", call.path):
            return super()._answer(call)
        kept, self._edit_writes = self._edit_writes, []
        try:
            return super()._answer(call)
        finally:
            self._edit_writes = kept

    def _forward(self, call: Call) -> Answer:
        return super()._forward(replace(call, method="POST") if call.method == "PUT" else call)
