"""What can go wrong behind the door to the network. Every error knows whether trying again can help.

ConnectorError
├── Temporary            try again later
│   ├── RateLimited      the other side says when (`retry_after`, seconds)
│   └── BadReply         an answer that is not what the platform documents: HTML, cut-off JSON, a missing field
└── Permanent            a person has to do something
    ├── AuthFailed       the key is wrong, expired or lacks a right
    ├── NotFound         the thing, or the whole address, is not there
    ├── Refused          the platform understood and said no; its own words are in the message
    ├── BadAddress       not an address, or one that the hub must not reach
    └── TooLarge         more bytes than the hub takes
"""

from __future__ import annotations


class ConnectorError(Exception):
    """Says what happened in a sentence that a merchant can read; holds no secret and no raw body."""

    permanent: bool = False


class Temporary(ConnectorError):
    permanent = False


class RateLimited(Temporary):
    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class BadReply(Temporary):
    pass


class Permanent(ConnectorError):
    permanent = True


class AuthFailed(Permanent):
    pass


class NotFound(Permanent):
    pass


class Refused(Permanent):
    pass


class BadAddress(Permanent):
    pass


class TooLarge(Permanent):
    pass
