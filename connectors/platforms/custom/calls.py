"""Sends described calls, and says what their answers mean by the description's own rules."""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import partial
from typing import Any

from connectors.errors import AuthFailed
from connectors.http import Http
from connectors.platforms.custom import access, rules
from connectors.platforms.custom.answers import document
from connectors.platforms.custom.masking import shown_secrets
from connectors.platforms.custom.parts import Description, Request
from connectors.platforms.custom.sending import Prepared, prepared
from connectors.reply import Reply

# A store that copies a photo before it answers takes longer than one that is asked something.
WRITE_TIMEOUT_S = 120.0
# The rules see these first; redirects are the door's own affair.
NO_SUCCESS = range(400, 600)


class Calls:
    """One description's calls to one store."""

    def __init__(self, description: Description, settings: Mapping[str, str], http: Http) -> None:
        self.description, self.http = description, http
        self._settings = settings
        self._may_log_in = description.renews
        self._next_at = 0.0

    def read(self, request: Request, names: Mapping[str, Any], *, next_url: str = "", ignores: bool = False) -> Reply:
        """One call that changes nothing, whatever its method: it is tried again where that can help.

        With `ignores` an answer that a rule ignores comes back as it is, for the caller to take as no rows.
        """
        return self._sent(request, names, next_url, ignores, repeatable=True, timeout=self.description.timeout_s)

    def write(self, request: Request, names: Mapping[str, Any]) -> Reply:
        """One change; never sent twice by itself."""
        timeout = self.description.timeout_s or WRITE_TIMEOUT_S
        return self._sent(request, names, "", False, repeatable=False, timeout=timeout)

    def document(self, reply: Reply) -> Any:
        return document(reply, xml=self.description.xml, lists=self.description.lists)

    def ignored(self, reply: Reply) -> bool:
        """Whether a rule says that this answer means nothing."""
        return rules.ignored(self.description, reply)

    def judge(self, reply: Reply, *, ignores: bool) -> None:
        """Raise what the description or the status says of an answer that is an error."""
        rules.judge(self.description, reply, shown_secrets(self._settings), ignores=ignores)

    def prepared(self, request: Request, names: Mapping[str, Any], next_url: str = "") -> Prepared:
        """The call with everything filled in, not signed yet."""
        known = {**access.names(self._settings), **names}
        return prepared(request, known, self.description.base_url, next_url=next_url)

    def _sent(
        self,
        request: Request,
        names: Mapping[str, Any],
        next_url: str,
        ignores: bool,
        *,
        repeatable: bool,
        timeout: float | None,
    ) -> Reply:
        """A token that ended before its time is renewed once; a refused call has changed nothing."""
        send = partial(self._exchange, ignores=ignores, repeatable=repeatable, timeout=timeout)
        try:
            return send(self.prepared(request, names, next_url))
        except AuthFailed:
            if not self._may_log_in:
                raise
            self._log_in()
        return send(self.prepared(request, names, next_url))

    def _log_in(self) -> None:
        self._may_log_in = False
        self._settings = access.renewed(self.description, self._settings, self.http)
        self.http.auth = access.auth(self.description, self._settings)

    def _exchange(self, call: Prepared, *, ignores: bool, repeatable: bool, timeout: float | None) -> Reply:
        self._wait()
        judge = partial(self.judge, ignores=ignores)
        return call.send(self.http, repeatable=repeatable, timeout=timeout, ok=NO_SUCCESS, check=judge)

    def _wait(self) -> None:
        """Keep to the description's calls a second."""
        if not self.description.rps:
            return
        now = time.monotonic()
        if self._next_at > now:
            time.sleep(self._next_at - now)
        self._next_at = max(now, self._next_at) + 1 / self.description.rps
