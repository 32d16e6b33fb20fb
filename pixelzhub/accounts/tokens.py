"""Tokens of pages and apps: made once, shown once, found by their digest."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from pixelzhub.accounts.credential import digest_of
from pixelzhub.accounts.kinds import TOKEN_KINDS, Kind
from pixelzhub.accounts.models import Merchant
from pixelzhub.accounts.origins import origin_of
from pixelzhub.accounts.scopes import Scope, UnknownScope, checked
from pixelzhub.accounts.token_models import AllowedOrigin, Token

PREFIX = "pxt_"
READS = tuple(scope for scope in Scope if scope.value.endswith(":read"))
USUAL = (Scope.PRODUCTS_READ, Scope.IMAGES_READ)


class NoOrigin(ValueError):
    """A web token that no page could use."""


@transaction.atomic
def create_token(
    *,
    merchant: Merchant,
    kind: Kind,
    name: str,
    scopes: Iterable[str] = USUAL,
    origins: Iterable[str] = (),
    expires_at: datetime | None = None,
) -> tuple[Token, str]:
    """A new token: the row, and the token itself, which exists nowhere else.

    Raises `UnknownScope` for a scope that does not only read, `WrongOrigin`, and `NoOrigin` for a web token without any.
    """
    assert kind in TOKEN_KINDS
    begins = f"{PREFIX}{kind.value}_"
    places = list(dict.fromkeys(origin_of(origin) for origin in origins)) if kind is Kind.WEB else []
    if kind is Kind.WEB and not places:
        raise NoOrigin("A web token needs an origin.")
    token = begins + secrets.token_urlsafe(30)
    row = Token.objects.create(
        merchant=merchant,
        kind=kind.value,
        name=name,
        # Enough to tell tokens apart on a page, too little to guess one.
        prefix=token[: len(begins) + 4],
        digest=digest_of(token),
        scopes=_reading(scopes),
        expires_at=expires_at,
    )
    AllowedOrigin.objects.bulk_create(AllowedOrigin(token=row, origin=origin) for origin in places)
    return row, token


def find_token(token: str, origin: str | None) -> tuple[Token, bool] | None:
    """The row of a token, open or not, and whether pages of this origin may use it: one indexed query."""
    allowed = Exists(AllowedOrigin.objects.filter(token=OuterRef("pk"), origin=origin or ""))
    rows = Token.objects.filter(digest=digest_of(token)).order_by().annotate(allows=allowed)
    found = next(iter(rows), None)
    return None if found is None else (found, found.allows)


def _reading(scopes: Iterable[str]) -> list[str]:
    asked = checked(scopes)
    if writing := set(asked) - set(READS):
        raise UnknownScope(writing)
    return asked
