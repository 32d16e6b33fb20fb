"""What every described store can do: read its products and their photos, and renew its token if it has one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from connectors.contract import (
    BrokenRecord,
    Connector,
    Gallery,
    ImageRecord,
    ProductPage,
    ProductRecord,
    ReadsImages,
    ReadsProducts,
    RenewsKey,
    StoreIdentity,
    VariantRecord,
)
from connectors.errors import BadReply
from connectors.platforms.custom import access, mapping, values
from connectors.platforms.custom.calls import Calls
from connectors.platforms.custom.description import read_description
from connectors.platforms.custom.paging import Answer, page_size, pages
from connectors.platforms.custom.parts import Description, Request, Section
from connectors.platforms.custom.values import Expression
from connectors.web_address import host_of

if TYPE_CHECKING:
    from connectors.http import Auth, Http

BY_ADDRESS = {"next_url", "link_header"}


class Described(Connector, ReadsProducts, ReadsImages, RenewsKey):
    """A store by its description."""

    def __init__(self, settings: Mapping[str, str], http: Http) -> None:
        super().__init__(settings, http)
        self.about = self.described(settings)
        self.calls = Calls(self.about, settings, http)

    @classmethod
    def described(cls, settings: Mapping[str, str]) -> Description:
        """Raises `BadDescription`, which says the line."""
        return read_description(settings.get("description", ""))

    @classmethod
    def base_url(cls, settings: Mapping[str, str]) -> str:
        return cls.described(settings).base_url

    @classmethod
    def auth(cls, settings: Mapping[str, str]) -> Auth | None:
        return access.auth(cls.described(settings), settings)

    @classmethod
    def renew_at(cls, settings: Mapping[str, str]) -> datetime | None:
        return access.renew_at(cls.described(settings), settings)

    @classmethod
    def renewed(cls, settings: Mapping[str, str], http: Http) -> dict[str, str]:
        return access.renewed(cls.described(settings), settings, http)

    def read_picture(self, url: str) -> bytes:
        """Signed only if the description says so, and even then for the store's own host alone."""
        return self.http.get(url, signed=self.about.signed).content

    def check(self) -> StoreIdentity:
        """By the description's own call, else by the first page of products."""
        host, front = host_of(self.about.base_url), self.about.base_url
        check = self.about.check
        if check is None:
            self.ask(self.about.products, self.since_names(None), first_page(self.about.products))
            return StoreIdentity(host, front)
        found = self.calls.document(self.calls.read(check.request, {}))
        name = _text(check.name, found, "check.name") or host
        url = values.address(_text(check.url, found, "check.url") or front, "check.url", front)
        return StoreIdentity(name, url, _text(check.currency, found, "check.currency"))

    def product_pages(self, *, since: datetime | None = None, cursor: str | None = None) -> Iterator[ProductPage]:
        """Rows that come again because pages shifted are passed over."""
        names, seen = self.since_names(since), set[str]()
        section = self.about.products
        for page in pages(section.paging, lambda at: self.ask(section, names, at), cursor):
            products, broken = self.records(page.answer.rows)
            wanted = [one for one in products if self._is_wanted(one, since)]
            fresh = {one.id: one for one in wanted if one.id not in seen}
            seen |= fresh.keys()
            yield ProductPage(tuple(fresh.values()), page.cursor, tuple(broken))

    def gallery(self, product_id: str) -> Gallery:
        return self.gallery_and_answer(product_id)[0]

    def gallery_and_answer(self, product_id: str) -> tuple[Gallery, Any]:
        """The gallery, and the document of the first answer that it was read from."""
        section, names = self.about.images, {"product.id": product_id}
        rows: list[Any] = []
        variants: tuple[VariantRecord, ...] | None = None
        first: Any = None
        for page in pages(section.paging, lambda at: self.ask(section, names, at, ignores=True)):
            rows += page.answer.rows
            if variants is None:
                variants, first = self._variants(page.answer), page.answer.document
        return Gallery(product_id, self.images(rows, product_id), variants or ()), first

    def images(self, rows: list[Any], product_id: str) -> tuple[ImageRecord, ...]:
        return mapping.gallery_of(rows, product_id, self.about)

    def ask(self, section: Section, names: Mapping[str, Any], at: int | str | None, *, ignores: bool = False) -> Answer:
        """One page of a section. Raises `BadReply` if its rows are not where the description says."""
        how = section.paging
        by_address = str(at) if how.type in BY_ADDRESS and at else ""
        known = {**names, "page.value": None if by_address else at, "page.size": page_size(how)}
        reply = self.calls.read(self.request_of(section), known, next_url=by_address, ignores=ignores)
        if ignores and self.calls.ignored(reply):
            return Answer(None, [], reply)
        document = self.calls.document(reply)
        return Answer(document, values.rows(section.records.of(document), place_of(section)), reply)

    def request_of(self, section: Section) -> Request:
        """The section's request with the parameters that paging and `incremental` name."""
        how, params = section.paging, dict(section.request.params)
        if how.param:
            params[how.param] = "{{page.value}}"
        if how.size_param:
            params[how.size_param] = "{{page.size}}"
        if section is self.about.products and self.about.incremental and self.about.incremental.param:
            params[self.about.incremental.param] = "{{cursor}}"
        return replace(section.request, params=params)

    def since_names(self, since: datetime | None) -> dict[str, Any]:
        """What {{cursor}} stands for."""
        how = self.about.incremental
        if how is None:
            return {}
        if since is None:
            return {"cursor": how.first}
        return {"cursor": how.dates.written(since - timedelta(seconds=how.lookback_s))}

    def _is_wanted(self, product: ProductRecord, since: datetime | None) -> bool:
        """A store that cannot be asked for changes gives everything; what is older is left out here."""
        if since is None or product.updated_at is None or self.about.incremental is not None:
            return True
        return product.updated_at >= since

    def records(self, rows: Iterable[Any]) -> tuple[list[ProductRecord], list[BrokenRecord]]:
        """The products of these rows, and those that cannot be read."""
        products: list[ProductRecord] = []
        broken: list[BrokenRecord] = []
        for row in rows:
            try:
                products.append(mapping.product(row, self.about))
            except BadReply as error:
                broken.append(mapping.broken(row, self.about, error))
        return products, broken

    def _variants(self, answer: Answer) -> tuple[VariantRecord, ...]:
        if self.about.variants is None or answer.document is None:
            return ()
        return mapping.variants_of(self.about.variants.records.of(answer.document), self.about)


def first_page(section: Section) -> int | None:
    """What the first page is called; None where it needs no name."""
    how = section.paging
    return {"page": 1, "offset": 0}.get(how.type) if how.start is None else how.start


def place_of(section: Section) -> str:
    """Where its rows are looked for, in words."""
    return f"“{section.records.text}” ({section.name}.records)"


def _text(expression: Expression | None, document: Any, name: str) -> str:
    return values.text(expression.of(document), name) if expression else ""
