"""What the image health pages are narrowed to: a store, a category, a channel; with the menus that set them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Sum
from django.utils.translation import gettext as _

from analytics.channels import CHANNELS
from analytics.models import FindingCount, ListedChannel
from connectors.models import Category, Store
from pixelzhub.accounts.models import Merchant
from pixelzhub.dashboard.filters import PhotoFilter

#: the largest categories, which the menu offers; the breakdown has them all
OFFERED = 30


@dataclass(frozen=True, slots=True)
class Choice:
    label: str
    query: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Menu:
    """One filter over the page: what it is set to in words, and what it can be set to."""

    icon: str
    label: str
    choices: list[Choice]


@dataclass(frozen=True, slots=True)
class Scope:
    """One store, one category, one channel, or all of them; `base` is the list of its photos."""

    store: Store | None = None
    category: Category | None = None
    channel: str = ""

    @property
    def store_id(self) -> UUID | None:
        return self.store.pk if self.store else None

    @property
    def base(self) -> PhotoFilter:
        return PhotoFilter(
            store=str(self.store.pk) if self.store else "",
            category=str(self.category.pk) if self.category else "",
            channel=self.channel,
        )

    @property
    def place(self) -> PhotoFilter:
        """The list of photos of the store and category, whatever the channel."""
        return PhotoFilter(store=self.base.store, category=self.base.category)

    @property
    def channel_name(self) -> str:
        return CHANNELS[self.channel].name if self.channel else ""

    @property
    def words(self) -> list[str]:
        """What it is narrowed to."""
        names = (self.store and self.store.name, self.category and self.category.name, self.channel_name)
        return [name for name in names if name]

    def query(self, **changes: str) -> str:
        """The query string of the health pages for this scope with some parts changed."""
        values = {
            "store": self.store.slug if self.store else "",
            "category": str(self.category.pk) if self.category else "",
            "channel": self.channel,
            **changes,
        }
        return f"?{urlencode({name: value for name, value in values.items() if value})}"


def scope_of(merchant: Merchant, stores: Sequence[Store], query: Mapping[str, str]) -> Scope:
    """The scope that an address asks for; what the merchant has not is passed over."""
    store = next((row for row in stores if row.slug == query.get("store")), None)
    number = query.get("category", "")
    rows = Category.objects.filter(merchant=merchant, gone_at=None)
    if store:
        rows = rows.filter(store=store)
    category = rows.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 19 else None
    channel = query.get("channel", "")
    return Scope(store, category, channel if channel in CHANNELS else "")


def menus(merchant: Merchant, stores: Sequence[Store], scope: Scope) -> list[Menu]:
    """The filters that have more than one thing to choose from."""
    found = [_stores(stores, scope), _categories(merchant, scope), _channels(merchant, scope)]
    return [menu for menu in found if len(menu.choices) > 2 or any(choice.chosen for choice in menu.choices[1:])]


def _stores(stores: Sequence[Store], scope: Scope) -> Menu:
    everything = Choice(_("All stores"), scope.query(store="", category=""), scope.store is None)
    rows = [Choice(row.name, scope.query(store=row.slug, category=""), row == scope.store) for row in stores]
    return Menu("store", scope.store.name if scope.store else _("All stores"), [everything, *rows])


def _categories(merchant: Merchant, scope: Scope) -> Menu:
    everything = Choice(_("All categories"), scope.query(category=""), scope.category is None)
    rows = [
        Choice(row.name, scope.query(category=str(row.pk)), row == scope.category) for row in _largest(merchant, scope)
    ]
    if scope.category and not any(choice.chosen for choice in rows):
        rows.insert(0, Choice(scope.category.name, scope.query(), chosen=True))
    return Menu("folder", scope.category.name if scope.category else _("All categories"), [everything, *rows])


def _largest(merchant: Merchant, scope: Scope) -> list[Category]:
    """By photos, the largest first."""
    counted = FindingCount.objects.filter(merchant=merchant, code="=all", category_key__gt=0)
    if scope.store:
        counted = counted.filter(store=scope.store)
    keys = list(
        counted.values_list("category_key")
        .annotate(photos=Sum("n"))
        .filter(photos__gt=0)
        .order_by("-photos", "category_key")
        .values_list("category_key", flat=True)[:OFFERED]
    )
    return sorted(Category.objects.filter(pk__in=keys, merchant=merchant), key=lambda row: keys.index(row.pk))


def _channels(merchant: Merchant, scope: Scope) -> Menu:
    rows = ListedChannel.objects.filter(merchant=merchant)
    if scope.store:
        rows = rows.filter(store=scope.store)
    listed = set(rows.values_list("code", flat=True)) | ({scope.channel} if scope.channel else set())
    everything = Choice(_("All channels"), scope.query(channel=""), not scope.channel)
    choices = [
        Choice(row.name, scope.query(channel=row.code), row.code == scope.channel)
        for row in CHANNELS.values()
        if row.code in listed
    ]
    return Menu("tag", scope.channel_name or _("All channels"), [everything, *choices])
