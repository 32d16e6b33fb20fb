"""The proxy before a Shopware: a search is a POST that changes nothing, and an upload is no JSON."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from tests.connectors.proxy import Proxy
from tests.connectors.servers import Answer, Call


class SearchProxy(Proxy):
    """A search counts as GET and every write as PUT; `spoil_upload` is told the media of an upload to be spoilt."""

    spoil_upload: Callable[[str], None]
    _loses = ""

    def lose_answer_of(self, end: str) -> None:
        """The next call to an address with this end is carried out, and the line breaks before the answer."""
        self._loses = end

    def counts_as(self, call: Call) -> str:
        if call.method == "GET" or not self._is_api(call):
            return call.method
        return "GET" if "/api/search/" in call.path else "PUT"

    def _answer(self, call: Call) -> Answer:
        path = urlsplit(call.path).path
        if self._loses and path.endswith(self._loses):
            self._loses = ""
            self.lose_next_answer(self.counts_as(call))
        if not (path.endswith("/upload") and self._edit_writes):
            return super()._answer(call)
        rest, self._edit_writes = self._edit_writes[1:], []
        answer = super()._answer(call)
        self._edit_writes = rest
        self.spoil_upload(path.split("/")[-2])
        return answer
