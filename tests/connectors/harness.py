"""What the contract suite needs of a platform: a store to speak to, an owner who changes things, and ways to fail."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

import pytest

from connectors.contract import Connector, Gallery, Picture
from connectors.http import Http
from connectors.registry import connector_class
from tests.connectors.proxy import Proxy
from tests.connectors.servers import Call, PictureServer, jpeg

ANSWER_WITHIN_S = 20.0


class Harness(ABC):
    """One store on one platform. What has to do with photos is for platforms that show them."""

    platform: ClassVar[str]
    #: dotted name of the number of products a page, which tests make small
    page_size: ClassVar[str]
    #: whether products have variants, each of which may show a photo
    has_variants: ClassVar[bool] = True
    proxy: Proxy | None = None
    pictures: PictureServer
    settings: dict[str, str]

    @property
    def kind(self) -> type[Connector]:
        return connector_class(self.platform)

    @contextmanager
    def open(self, tries: int = 1, within_s: float = ANSWER_WITHIN_S, **changed: str) -> Iterator[Any]:
        """A connector for this store; `changed` settings replace the good ones."""
        values = self.settings | changed
        hosts = {self.pictures.host, *self.hosts()}
        with Http(
            self.kind.base_url(values),
            auth=self.kind.auth(values),
            allowed_private=hosts,
            timeout=within_s,
            tries=tries,
        ) as http:
            yield self.kind(values, http)

    def picture(self, seed: int = 7) -> Picture:
        """A retouched photo under one of the hub's temporary addresses."""
        return self.pictures.picture(jpeg(seed, (64, 48)))

    @abstractmethod
    def hosts(self) -> set[str]:
        """The private addresses that the hub may reach for this store."""

    @abstractmethod
    def product_ids(self) -> list[str]:
        """All products, as the store itself knows them."""

    def example(self) -> tuple[str, str]:
        """A product with at least two photos, and one of its photos that is not the last and that a variant shows."""
        raise NotImplementedError

    @abstractmethod
    def change_product(self, product_id: str) -> None:
        """The store's owner saves a product."""

    def replace_photo(self, product_id: str, image_id: str) -> None:
        """The store's owner puts another file under the same photo."""
        raise NotImplementedError

    @abstractmethod
    def break_product(self) -> str:
        """Make one product unreadable; gives its id."""

    def picture_count(self) -> int | None:
        """How many photos of all products the store keeps; None where it shows none."""
        return None


class OverHttp(Harness):
    """A platform that is reached over the network, through a proxy that can play tricks."""

    proxy: Proxy
    #: where the platform's JSON has the products that are listed; a list that is the whole answer needs no name
    listed_at: ClassVar[tuple[str, ...]] = ("products",)
    #: how a listed product's id is called, and what it cannot be read without
    id_field: ClassVar[str] = "id"
    needs: ClassVar[str] = "images"
    #: how a picture's address is called in the platform's JSON
    url_field: ClassVar[str]
    #: settings that the store does not accept
    wrong_key: ClassVar[dict[str, str]]
    #: how many calls a write and its repair are
    writes_to_spoil: ClassVar[int]
    #: whether the store fetches pictures from addresses; others are sent the bytes
    takes_addresses: ClassVar[bool] = True
    #: dotted name of the seconds that a write may take, which tests make small
    write_timeout: ClassVar[str] = ""

    @abstractmethod
    def wrong_address(self) -> dict[str, str]: ...

    def read(self, connector: Any) -> object:
        """One call to the store that reads."""
        return next(connector.product_pages())

    def sabotaged(self, call: Call, document: Any) -> Any:
        """A write that loses or mixes up something: an alt text, a link, the order."""
        raise NotImplementedError

    def link_new_pictures(self, before: Gallery, address: str) -> None:
        """From now on the store shows the hub's temporary address instead of a copy."""
        known = {image.url for image in before.images}

        def linked(call: Call, document: Any) -> Any:
            for image in document.get("images", ()) if isinstance(document, dict) else ():
                if image[self.url_field] not in known:
                    image[self.url_field] = address
            return document

        self.proxy.edit_answers(linked)

    def listed(self, document: Any) -> list[Any]:
        """The products in an answer that lists some, to be changed in place; empty for any other answer."""
        found = document
        for name in () if isinstance(document, list) else self.listed_at:
            found = found.get(name) if isinstance(found, dict) else None
        is_list = isinstance(found, list) and found and self.needs in self.product_in(found[0])
        return found if is_list else []

    def product_in(self, listed: Any) -> dict[str, Any]:
        """What is listed, or what an edge of a GraphQL list leads to."""
        found: dict[str, Any] = listed.get("node", listed) if isinstance(listed, dict) else {}
        return found

    def raw_id(self, product_id: str) -> str:
        """A product's id as the store's answers have it."""
        return product_id

    def find_listed(self, document: Any, product_id: str) -> list[dict[str, Any]]:
        """The entries of one product in an answer that lists products."""
        entries = map(self.product_in, self.listed(document))
        return [entry for entry in entries if str(entry.get(self.id_field)) == self.raw_id(product_id)]

    def gone_when_asked(self) -> str:
        """One product is listed, and gone when more of it is asked for; gives its id."""
        pytest.skip("this platform lists a product with all that is its own")

    def delete_once_listed(self, product_id: str, delete: Callable[[], object]) -> None:
        def deleted(call: Call, document: Any) -> Any:
            if self.find_listed(document, product_id):
                delete()
            return document

        self.proxy.edit_answers(deleted)

    def break_product(self) -> str:
        broken = self.product_ids()[3]

        def spoil(call: Call, document: Any) -> Any:
            for entry in self.find_listed(document, broken):
                entry[self.needs] = 7
            return document

        self.proxy.edit_answers(spoil)
        return broken

    def spoil_until_put_back(self) -> None:
        """Every write of the new photo and of its repair is spoilt; what comes after is done as it is told."""
        self.proxy.edit_writes(self.sabotaged, times=self.writes_to_spoil)

    def drop_field(self, name: str) -> None:
        """From now on the store's answers lack this field."""

        def dropped(call: Call, document: Any) -> Any:
            return document if isinstance(document, list) else {k: v for k, v in document.items() if k != name}

        self.proxy.edit_answers(dropped)
