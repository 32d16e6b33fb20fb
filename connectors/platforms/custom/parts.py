"""The parts of a description, ready for use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from connectors.platforms.custom.values import Dates, Expression

MAX_PAGES = 10_000


@dataclass(frozen=True, slots=True)
class Request:
    """A call with places to fill in."""

    path: str
    method: str = "GET"
    params: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, Any] = field(default_factory=dict)
    json: Any = None
    form: Mapping[str, Any] | None = None
    xml: str | None = None
    multipart: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Paging:
    """How one page leads to the next."""

    type: str = "none"
    param: str = ""
    size_param: str = ""
    size: int | None = None
    start: int | None = None
    next: Expression | None = None
    total: Expression | None = None
    has_more: Expression | None = None
    short: int | None = None
    max_pages: int = MAX_PAGES


@dataclass(frozen=True, slots=True)
class Incremental:
    path: Expression | None
    param: str
    dates: Dates
    lookback_s: int
    first: str | int | None


@dataclass(frozen=True, slots=True)
class Section:
    """What is read: a call, where its rows are, and their fields."""

    name: str
    request: Request
    records: Expression
    fields: Mapping[str, Expression]
    paging: Paging = Paging()
    in_products: Expression | None = None


@dataclass(frozen=True, slots=True)
class Variants:
    records: Expression
    fields: Mapping[str, Expression]
    in_products: Expression | None


@dataclass(frozen=True, slots=True)
class Check:
    request: Request
    name: Expression | None
    url: Expression | None
    currency: Expression | None


@dataclass(frozen=True, slots=True)
class Count:
    request: Request
    value: Expression


@dataclass(frozen=True, slots=True)
class Write:
    """A change. `kept`, `added` and `variant` are one entry each of the lists that post_product sends.

    `live` finds in the answer to images.request what a store wants to have sent back: {{live.NAME}}.
    """

    request: Request
    image_id: Expression | None = None
    kept: Any = None
    added: Any = None
    variant: Any = None
    live: Mapping[str, Expression] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rule:
    """What an answer means: those of its conditions that are given must all hold."""

    statuses: tuple[int, ...]
    jmes: Expression | None
    contains: str
    do: str
    wait_header: str
    message: Expression | None


@dataclass(frozen=True, slots=True)
class Description:
    """Everything that a merchant wrote of a store's API. Holds the names of secrets, and none of them."""

    base_url: str
    auth: Mapping[str, Any]
    xml: bool
    lists: tuple[str, ...]
    dates: Dates
    rps: float | None
    timeout_s: float | None
    rules: tuple[Rule, ...]
    check: Check | None
    categories: Section | None
    categories_of_products: bool
    separator: str
    products: Section
    incremental: Incremental | None
    images: Section
    signed: bool
    variants: Variants | None
    counts: Mapping[str, Count]
    writes: Mapping[str, Write]
    in_place: bool

    @property
    def renews(self) -> bool:
        """Whether the key is a token that ends."""
        return self.auth["type"] in {"client_credentials", "login_token"}
