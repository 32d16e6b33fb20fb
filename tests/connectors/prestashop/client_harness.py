"""A PrestaShop 9 with an API client beside its key: what the contract suite sees is the same shop."""

from __future__ import annotations

from typing import Any

from connectors.contract import Connector
from connectors.http import Http
from connectors.platforms.prestashop.connector import PrestaShopConnector
from tests.connectors.prestashop.admin_fake import CLIENT, SECRET
from tests.connectors.prestashop.harness import PrestaShopHarness
from tests.connectors.servers import Call


class ClientHarness(PrestaShopHarness):
    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.store.version = "9.0.3"
        self.settings = self.with_token(self.settings | {"client_id": CLIENT, "client_secret": SECRET})

    @property
    def kind(self) -> type[Connector]:
        return PrestaShopConnector.for_settings({"client_id": CLIENT})

    def hosts(self) -> set[str]:
        return {self.proxy.host, self.store.host}

    def with_token(self, settings: dict[str, str]) -> dict[str, str]:
        """The settings with a fresh token."""
        with Http(self.kind.base_url(settings), allowed_private=self.hosts(), tries=1) as http:
            found = self.kind.renewed(settings, http)
        self.proxy.calls.clear()
        return found

    def sabotaged(self, call: Call, document: Any) -> Any:
        """With the write of a photo the shop's order is turned round, and its cover is another."""
        product = next(iter(self.store.shop.products.values()))
        product.image_ids.reverse()
        product.cover = product.image_ids[0]
        return document
