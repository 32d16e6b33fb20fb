"""Brands by name, however it is spelt: matched, or made."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from connectors.article_models import Brand


def brand_names(merchant_id: int, names: Iterable[str]) -> dict[str, str]:
    """Each of these names with the one under which the brand is known."""
    keys = {name: _key(name) for name in names}
    if not keys:
        return {}
    found = _known(merchant_id, keys.values())
    if new := {key: name for name, key in reversed(keys.items()) if key not in found}:
        rows = [Brand(merchant_id=merchant_id, key=key, name=name) for key, name in new.items()]
        Brand.objects.bulk_create(rows, ignore_conflicts=True)
        found |= _known(merchant_id, new)
    return {name: found[key] for name, key in keys.items()}


def _known(merchant_id: int, keys: Iterable[str]) -> dict[str, str]:
    return dict(Brand.objects.filter(merchant_id=merchant_id, key__in=list(keys)).values_list("key", "name"))


def _key(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())[:200]
