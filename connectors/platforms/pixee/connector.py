"""Speaks Pixee PIM: reads its products and categories, and tells it of photos; it has none to hand out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from connectors.answers import set_aside
from connectors.contract import (
    BrokenRecord,
    CategoryRecord,
    Connector,
    Counts,
    CountsThings,
    Forwarded,
    ForwardState,
    ProductPage,
    ProductRecord,
    ReadsCategories,
    ReadsProducts,
    SetupField,
    StoreIdentity,
    TakesPhotos,
)
from connectors.errors import AuthFailed, BadReply, Refused
from connectors.platforms.pixee import api, mapping
from connectors.platforms.pixee.api import PixeeApi, read
from connectors.platforms.pixee.pushing import Pushing
from connectors.platforms.pixee.rounds import Rounds

if TYPE_CHECKING:
    from connectors.http import Auth, Http

NO_PHOTOS = "Pixee's External API has no photos: none can be read or written with a key."


class PixeeConnector(Connector, ReadsCategories, ReadsProducts, CountsThings, TakesPhotos):
    platform = "pixee"
    label = "Pixee PIM"
    help = "A Pixee PIM beside your shops. It is told which products have new photos, and syncs them to its own shops."
    setup = (
        SetupField(
            "url",
            "API address",
            "Leave it empty for Pixee's own server. Of an installation of your own it is the base address on the page"
            " “External API” of its API documentation.",
            "url",
            required=False,
            placeholder=api.HOME,
        ),
        SetupField(
            "api_key",
            "API key",
            f"Pixee: Settings, API Keys, Create API Key. Choose the scope {api.READ_PRODUCTS}, and"
            f" {api.READ_CATEGORIES} for categories. The key is shown once, right after it was made.",
            "secret",
            placeholder="pm_live_…",
        ),
        SetupField(
            "supplier_code",
            "Supplier code",
            "Only products of this import source are read, such as KIMEX. Pixee shows the code with the supplier."
            " Leave it empty to read all.",
            required=False,
        ),
        SetupField(
            "connector_ids",
            "Pixee's connectors",
            "The ids of those connectors of Pixee that are synced when a photo was published, one a line; Pixee's API"
            " lists them under /connectors/. Leave it empty for all active ones. A connector that sends Pixee's own"
            " photos to a shop may put old ones back there: leave it out.",
            "lines",
            required=False,
        ),
    )
    # There are no photos to judge.
    default_channels = ()
    reasons = {
        "access": "Pixee shows a key in its settings only, once. You enter it by hand.",
        "images": f"{NO_PHOTOS} They are read from your other stores.",
        "post_product": NO_PHOTOS,
        "post_image": NO_PHOTOS,
        "add_image": NO_PHOTOS,
        # No scope of a key is for them (https://apidoc.pixeepim.com/authentication, “API key scopes”).
        "webhooks": "Pixee has no scope with which a key may register them. Changes are found at the next sync.",
    }

    def __init__(self, settings: Mapping[str, str], http: Http) -> None:
        super().__init__(settings, http)
        self.api = PixeeApi(http)
        self.pushing = Pushing(self.api, api.as_bearer(settings))
        self._supplier = settings.get("supplier_code", "").strip()

    @classmethod
    def base_url(cls, settings: Mapping[str, str]) -> str:
        return api.home(settings)

    @classmethod
    def auth(cls, settings: Mapping[str, str]) -> Auth | None:
        return api.by_header(settings)

    def check(self) -> StoreIdentity:
        """The name is that of the key: Pixee says nothing of whose catalogue it is."""
        found = read.under(self.api.ext("status"), "data")
        scopes = found.get("api_key_scopes")
        if isinstance(scopes, list) and api.READ_PRODUCTS not in scopes:
            raise AuthFailed(f"The key lacks the scope {api.READ_PRODUCTS}.")
        name = read.text(found, "api_key_name")
        return StoreIdentity(f"{self.label} ({name})" if name else self.label, api.home(self.settings))

    # ---- reading -------------------------------------------------------------------------------------------------

    def categories(self) -> Iterator[CategoryRecord]:
        """None if the key lacks the scope for them: products are read all the same."""
        given: set[str] = set()
        for record in mapping.categories(self.api.categories()):
            if record.id not in given:
                given.add(record.id)
                yield record

    def product_pages(self, *, since: datetime | None = None, cursor: str | None = None) -> Iterator[ProductPage]:
        """Page by page, and again what changed while they were read; a product comes twice only if it did."""
        given: set[tuple[str, datetime | str | None]] = set()
        for entries, following in Rounds(self.api, since=since, supplier=self._supplier).pages(cursor):
            yield _page(entries, following, given)

    def counts(self) -> Counts:
        categories = sum(1 for _ in self.categories())
        products = Rounds(self.api, since=None, supplier=self._supplier).total()
        return Counts(categories or None, products, None)

    # ---- telling Pixee -------------------------------------------------------------------------------------------

    def forward(self, photos: Sequence[Forwarded]) -> str:
        """Have Pixee's connectors sync the products that show these photos; it is told their EANs, and no photo."""
        eans = dict.fromkeys(photo.ean.strip() for photo in photos)
        known = [ean for ean in eans if any(map(str.isdigit, ean)) and self.api.knows(ean)]
        if not known:
            return ""
        chosen = [line.strip() for line in self.settings.get("connector_ids", "").splitlines() if line.strip()]
        connectors = chosen or self.pushing.active()
        if not connectors:
            raise Refused("Pixee has no active connector that could be told of new photos.")
        return self.pushing.start(list(dict.fromkeys(connectors)), known)

    def forwarded(self, ticket: str) -> ForwardState:
        """As far as Pixee's connectors tell: it cannot be asked after one sync."""
        return self.pushing.state(ticket)


def _page(entries: Sequence[Any], following: str | None, given: set[tuple[str, datetime | str | None]]) -> ProductPage:
    """What was given already as it is now is left out, also of what cannot be read."""
    products: dict[str, ProductRecord] = {}
    broken: list[BrokenRecord] = []
    for raw in entries:
        try:
            product = mapping.product(raw)
        except BadReply as error:
            wrong = set_aside(raw, error)
            if (wrong.id, wrong.reason) not in given:
                broken.append(wrong)
                given.add((wrong.id, wrong.reason))
            continue
        if (product.id, product.updated_at) not in given:
            products[product.id] = product
            given.add((product.id, product.updated_at))
    return ProductPage(tuple(products.values()), following, tuple(broken))
