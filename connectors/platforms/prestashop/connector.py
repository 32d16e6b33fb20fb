"""PrestaShop, which is spoken to in two ways.

The webservice, by its key, reads everything and takes every file. With an API client beside the key the Admin API of
PrestaShop 9 writes order, covers and captions too. Nothing is listed there: its lists have no references, dates or
photos (ProductList.php and CategoryList.php of https://github.com/PrestaShop/ps_apiresources), and captions would cost
a call for each product of each sync.
"""

from __future__ import annotations

from collections.abc import Mapping

from connectors.contract import Connector
from connectors.platforms.prestashop import client
from connectors.platforms.prestashop.webservice import WebserviceConnector
from connectors.platforms.prestashop.with_client import WithApiClient


class PrestaShopConnector(WebserviceConnector):
    """A store with its key alone, unless its settings name an API client."""

    varies = True

    @classmethod
    def for_settings(cls, settings: Mapping[str, str]) -> type[Connector]:
        """The one that writes more, for a store with an API client."""
        return WithApiClient if client.has_client(settings) else cls
