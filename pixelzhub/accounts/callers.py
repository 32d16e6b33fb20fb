"""Whoever calls the partner API, in one shape, whatever opened the door."""

from __future__ import annotations

from dataclasses import dataclass

from pixelzhub.accounts.kinds import Kind
from pixelzhub.accounts.models import ApiKey, App, Merchant, Token


@dataclass(frozen=True, slots=True)
class Caller:
    """Stands in `request.auth`. Its text is what the audit trail calls it.

    `row` is where its use is noted and its calls are counted; `mark` tells rows apart over all kinds.
    `origin` is that of the page it calls from, where that page may read the answer.
    """

    kind: Kind
    row: ApiKey | Token | App
    mark: str
    scopes: list[str]
    origin: str | None = None

    def __str__(self) -> str:
        return str(self.row)

    @property
    def name(self) -> str:
        return self.row.name

    @property
    def named(self) -> str:
        """What a sentence calls it, such as “web token”."""
        return str(self.kind.label)

    @property
    def merchant(self) -> Merchant:
        return self.row.merchant

    @property
    def merchant_id(self) -> int:
        return self.row.merchant_id
