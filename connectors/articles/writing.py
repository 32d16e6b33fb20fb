"""Articles as partners write them: many in one transaction, each on its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from connectors.article_models import Article
from connectors.articles.assortment import VALUES, Row, lock, new, read, save
from connectors.articles.brands import brand_names
from connectors.articles.pictures import wanted_pictures
from connectors.models import Store
from connectors.stores import connect_store

OWN_VALUES = frozenset(VALUES) - {"store_id", "product_id", "written", "pictures"}
NOTHING: Row = dict.fromkeys(OWN_VALUES)
Status = Article.Status
Made = Callable[[Store], None]
"""Told of the partner store when it is made, in the same transaction."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is to become of one EAN. Values are the row's own columns, and `image_urls`; null is left out.

    “upsert” makes it if need be, “replace” empties what is not named, “patch” changes what is named.
    """

    ean: str
    values: Mapping[str, Any]
    how: Literal["upsert", "replace", "patch"] = "upsert"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a change: the article; none for one that is not there, or is new and has no title."""

    article: Row | None
    created: bool = False


def write_articles(
    merchant: Any, changes: Sequence[Change], public: Callable[[str], str], *, made: Made | None = None
) -> list[Outcome]:
    """Make the changes one after the other; the next sync of the partner store takes them into the catalogue.

    `public` gives the address under which a partner sees a photo. The number of queries does not depend on theirs.
    """
    _make_store(merchant, changes, made)
    with transaction.atomic():
        # The store before the assortment, as a sync takes them: the other way round each would wait for the other.
        store_id = _partner_stores(merchant).select_for_update(no_key=True).values_list("pk", flat=True).first()
        assortment = lock(merchant.pk)
        articles = read(merchant.pk, {change.ean for change in changes})
        before = {ean: dict(article) for ean, article in articles.items()}
        brands = brand_names(merchant.pk, {change.values["brand_name"] for change in changes if _brand(change)})
        outcomes = [_applied(change, articles, brands, public) for change in changes]
        changed = [article for ean, article in articles.items() if article != before.get(ean)]
        for article in changed:
            article.update(written=True, store_id=store_id, product_id=None)
        save(assortment, changed)
        if changed:
            open_stores = _partner_stores(merchant).filter(state__in=[Store.State.ACTIVE, Store.State.ERROR])
            open_stores.update(due_at=timezone.now())
    return outcomes


def _partner_stores(merchant: Any) -> QuerySet[Store]:
    """The store whose catalogue partners write, if anything was ever written."""
    return Store.objects.filter(merchant=merchant, platform="partner")


@transaction.atomic
def _make_store(merchant: Any, changes: Sequence[Change], made: Made | None) -> None:
    """Make the partner store with the first article; of two at once, the second finds that of the first."""
    if _partner_stores(merchant).exists() or not _may_write(merchant, changes):
        return
    lock(merchant.pk)
    if not _partner_stores(merchant).exists():
        values = {"merchant": str(merchant.pk)}
        store = connect_store(merchant=merchant, platform="partner", values=values, name="Partner catalogue")
        if made:
            made(store)


def _may_write(merchant: Any, changes: Sequence[Change]) -> bool:
    if any(change.how == "upsert" and change.values.get("title") for change in changes):
        return True
    return Article.objects.filter(merchant=merchant, ean__in={change.ean for change in changes}).exists()


def _brand(change: Change) -> bool:
    return bool(change.values.get("brand_name"))


def _applied(
    change: Change, articles: dict[str, Row], brands: Mapping[str, str], public: Callable[[str], str]
) -> Outcome:
    """The change made on the article in memory."""
    article = articles.get(change.ean)
    created = article is None
    if article is None:
        if change.how != "upsert" or not change.values.get("title"):
            return Outcome(None)
        article = articles[change.ean] = new(change.ean) | {"status": Status.ACTIVE.value}
    if change.how == "replace":
        article |= NOTHING
    article |= {name: value for name, value in change.values.items() if name in OWN_VALUES}
    if brand := change.values.get("brand_name"):
        article["brand_name"] = brands[brand]
    urls = change.values.get("image_urls", [] if change.how == "replace" else None)
    if urls is not None:
        article["pictures"] = wanted_pictures(change.ean, article["pictures"], urls, public)
    _settle_status(article, change.values.get("is_active"))
    return Outcome(article, created)


def _settle_status(article: Row, is_active: bool | None) -> None:
    """`is_active` is a shorthand: what is archived is not active either, and stays archived."""
    if is_active is True:
        article["status"] = Status.ACTIVE.value
    elif is_active is False and article["status"] != Status.ARCHIVED:
        article["status"] = Status.INACTIVE.value
