"""The proxy before a PrestaShop: its pictures travel below /api/, and its writes are pictures and not JSON."""

from __future__ import annotations

from tests.connectors.proxy import Proxy
from tests.connectors.servers import Answer, Call, jpeg

OTHER = jpeg(200, (64, 48))


class PictureProxy(Proxy):
    """Plays its tricks on what is JSON, lets the reading of pictures alone, and can swap the pictures of writes."""

    def __init__(self, upstream: str) -> None:
        super().__init__(upstream)
        self._swaps = 0

    def swap_pictures(self, times: int) -> None:
        """The store keeps another picture than it was sent, this often."""
        self._swaps = times

    def lose_next_answer(self, method: str) -> None:
        super().lose_next_answer(_spelt(method))

    def hold_next_answer(self, method: str) -> None:
        super().hold_next_answer(_spelt(method))

    def _answer(self, call: Call) -> Answer:
        if call.method == "GET" and "/api/images/" in call.path:
            self.calls.append(call)
            return self._forward(call)
        if call.method == "POST" and self._swaps:
            self._swaps -= 1
            head, _, rest = call.body.partition(b"\r\n\r\n")
            call.body = head + b"\r\n\r\n" + OTHER + rest[rest.rindex(b"\r\n--") :]
        return super()._answer(call)


def _spelt(method: str) -> str:
    """PrestaShop takes a PUT of a picture as a POST with `ps_method=PUT`."""
    return "POST" if method == "PUT" else method
