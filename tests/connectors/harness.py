"""What the contract suite needs of a platform: a store to speak to, an owner who changes things, and ways to fail."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

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

    def break_product(self) -> str:
        broken = self.product_ids()[3]

        def spoil(call: Call, document: Any) -> Any:
            for product in document if isinstance(document, list) else document.get("products", ()):
                if str(product["id"]) == broken:
                    product["images"] = "none"
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
