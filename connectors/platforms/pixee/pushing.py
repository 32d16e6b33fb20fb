"""Pixee's own connectors, by which it fills shops: which there are, telling them of products, what became of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Any
from urllib.parse import quote

from connectors.answers import Raw
from connectors.contract import ForwardState
from connectors.errors import NotFound, Refused
from connectors.http import Auth
from connectors.platforms.pixee.api import RIGHTS, PixeeApi, answered, masked, read, words
from connectors.platforms.pixee.mapping import identifier
from connectors.reply import Reply

#: EANs a call; no limit is documented for this one, 500 is that of other batches
BATCH = 500
PER_PAGE = 100
# “active” alone is documented. In one of these, as far as there are such, nothing comes of a sync.
STOPPED = {"inactive", "disabled", "paused", "error"}


@dataclass(frozen=True, slots=True)
class Started:
    """A sync that was asked for. There is no asking after its number, so how its connector stood before is kept too."""

    connector: str
    sync: str
    synced_before: str
    failed_before: bool


class Pushing:
    """Speaks of Pixee's connectors. `older` is the way of signing that the connectors' page still shows."""

    def __init__(self, pixee: PixeeApi, older: Auth) -> None:
        self.pixee, self._older = pixee, older
        self._by_older = False

    def active(self) -> list[str]:
        """The ids of the connectors that are switched on."""
        return [identifier(one, "connector") for one in self._all() if read.text(one, "status") == "active"]

    def start(self, connectors: Sequence[str], eans: Sequence[str]) -> str:
        """Have each connector sync these products; gives the ticket for `state`."""
        started = [
            self._started(one, eans[first : first + BATCH])
            for one in connectors
            for first in range(0, len(eans), BATCH)
        ]
        return json.dumps([astuple(one) for one in started], separators=(",", ":"))

    def state(self, ticket: str) -> ForwardState:
        """How far the connectors of a ticket are. Each has one line of its own."""
        first = {one.connector: one for one in (Started(*entry) for entry in reversed(json.loads(ticket)))}
        states = [self._state(one) for one in reversed(first.values())]
        return ForwardState(
            finished=all(one.finished for one in states),
            taken=all(one.taken for one in states),
            says="\n".join(one.says for one in states),
        )

    def _started(self, connector: str, eans: Sequence[str]) -> Started:
        before = self._one(connector)
        # The same sync once more does no harm: an answer that was lost is asked for again.
        reply = self._call("POST", f"{_path(connector)}/sync", json={"eans": list(eans)}, repeatable=True)
        sync = read.text(_answer(reply), "sync_id")
        return Started(connector, sync, read.text(before, "last_sync_at"), bool(_error(before)))

    def _state(self, started: Started) -> ForwardState:
        try:
            live = self._one(started.connector)
        except NotFound:
            return ForwardState(True, False, f"Pixee has no connector {started.connector} any more.")
        name = read.text(live, "name") or started.connector
        waiting, error = read.whole(_stats(live), "products_pending") or 0, _error(live)
        status = read.text(live, "status")
        synced = read.text(live, "last_sync_at") != started.synced_before
        if waiting:
            return ForwardState(False, False, f"{name} is not done yet: {waiting:,} waiting.")
        if error and (synced or not started.failed_before):
            return ForwardState(True, False, f"{name} says: {masked(error)[:500]}")
        if synced:
            return ForwardState(True, True, f"{name} has synced.")
        if status in STOPPED:
            return ForwardState(True, False, f"{name} does not sync: its status is “{status}”.")
        return ForwardState(False, False, f"{name} has not synced yet.")

    # ---- calls ---------------------------------------------------------------------------------------------------

    def _all(self) -> Iterator[Raw]:
        page = 1
        while True:
            found = self._list(page)
            # “data” on the oldest pages.
            entries = read.entries(found, "items" if "items" in found else "data", "connectors")
            yield from (read.object(raw, "connector") for raw in entries)
            meta = found.get("meta")
            holder = meta if isinstance(meta, Mapping) else found
            if page >= (read.whole(holder, "total_pages") or read.whole(holder, "pages") or 1):
                return
            page += 1

    def _list(self, page: int) -> Raw:
        """With a slash at the end, without which there is nothing now, and with which there was nothing before."""
        params = {"page": page, "per_page": PER_PAGE}
        reply = self._call("GET", "connectors/", params=params)
        return _answer(reply if reply.status != 404 else self._call("GET", "connectors", params=params))

    def _one(self, connector: str) -> Raw:
        return _answer(self._call("GET", _path(connector)))

    def _call(self, method: str, path: str, **options: Any) -> Reply:
        """With the key in its header, and if that is not accepted as the bearer that the connectors' page still shows.

        https://apidoc.pixeepim.com/connectors against https://apidoc.pixeepim.com/changelog
        """
        reply = self._signed(method, path, **options)
        if reply.status == 401 and not self._by_older:
            self._by_older = True
            reply = self._signed(method, path, **options)
        return reply

    def _signed(self, method: str, path: str, **options: Any) -> Reply:
        http = self.pixee.http
        usual = http.auth
        http.auth = self._older if self._by_older else usual
        try:
            return self.pixee.call(method, path, **options)
        finally:
            http.auth = usual


def _answer(reply: Reply) -> Raw:
    """A key that may not touch connectors reads products all the same: that is a refusal, and no wrong key."""
    if reply.status not in {401, 403}:
        return answered(reply, "connectors")
    said = words(reply)
    raise Refused(
        f"Pixee does not let this key start its connectors ({reply.status}). It needs {RIGHTS['connectors']}."
        f"{f' Pixee says: {said}' if said else ''}"
    )


def _path(connector: str) -> str:
    return f"connectors/{quote(connector, safe='')}"


def _stats(live: Raw) -> Raw:
    found = live.get("sync_stats")
    return found if isinstance(found, Mapping) else {}


def _error(live: Raw) -> str:
    return read.text(_stats(live), "last_error")
