"""The proxy before a PrestaShop: its pictures travel below /api/, and its writes are pictures and not JSON."""

from __future__ import annotations

from tests.connectors.proxy import Edit, Proxy
from tests.connectors.servers import Answer, Call, jpeg

OTHER = jpeg(200, (64, 48))


class PictureProxy(Proxy):
    """Plays its tricks on what is JSON, lets the reading of pictures alone, and can swap the pictures of writes."""

    def __init__(self, upstream: str) -> None:
        super().__init__(upstream)
        self._swaps = 0
        self._besides: list[Edit] = []

    def _is_api(self, call: Call) -> bool:
        return super()._is_api(call) and not (call.method == "GET" and "/api/images/" in call.path)

    def swap_pictures(self, times: int) -> None:
        """The store keeps another picture than it was sent, this often."""
        self._swaps = times

    def edit_writes(self, edit: Edit, *, times: int = 1) -> None:
        """Writes are no documents: `edit` changes something in the store meanwhile."""
        self._besides += [edit] * times

    def counts_as(self, call: Call) -> str:
        """PrestaShop takes a PUT of a picture as a POST with `ps_method=PUT`."""
        return "PUT" if "ps_method=PUT" in call.path else call.method

    def _answer(self, call: Call) -> Answer:
        if call.method == "POST" and self._besides:
            self._besides.pop(0)(call, None)
        if call.method == "POST" and self._swaps:
            self._swaps -= 1
            head, _, rest = call.body.partition(b"\r\n\r\n")
            call.body = head + b"\r\n\r\n" + OTHER + rest[rest.rindex(b"\r\n--") :]
        return super()._answer(call)
