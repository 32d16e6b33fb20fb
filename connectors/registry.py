"""The list of platforms: one line each, in the order in which they are offered."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from connectors.contract import Ability, Connector

PLATFORMS: dict[str, str] = {
    "shopify": "connectors.platforms.shopify.connector.ShopifyConnector",
    "woocommerce": "connectors.platforms.woocommerce.connector.WooCommerceConnector",
    "prestashop": "connectors.platforms.prestashop.connector.PrestaShopConnector",
    "magento": "connectors.platforms.magento.connector.MagentoConnector",
    "bigcommerce": "connectors.platforms.bigcommerce.connector.BigCommerceConnector",
    "custom": "connectors.platforms.custom.connector.CustomConnector",
    "shopware": "connectors.platforms.shopware.connector.ShopwareConnector",
    "saleor": "connectors.platforms.saleor.connector.SaleorConnector",
    "vendure": "connectors.platforms.vendure.connector.VendureConnector",
    "medusa": "connectors.platforms.medusa.connector.MedusaConnector",
    "pixee": "connectors.platforms.pixee.connector.PixeeConnector",
    "wizart": "connectors.platforms.wizart.connector.WizartConnector",
    "upload": "connectors.platforms.upload.connector.UploadConnector",
    "partner": "connectors.platforms.partner.connector.PartnerConnector",
    "sandbox": "connectors.platforms.sandbox.connector.SandboxConnector",
}


@cache
def connector_class(platform: str) -> type[Connector]:
    """The connector of a platform, imported on first use. Raises KeyError for an unknown platform."""
    module, _, name = PLATFORMS[platform].rpartition(".")
    found: type[Connector] = getattr(import_module(module), name)
    return found


def connector_classes() -> list[type[Connector]]:
    """All connectors, in the registry's order."""
    return [connector_class(platform) for platform in PLATFORMS]


@cache
def platforms_with(ability: type[Ability]) -> tuple[str, ...]:
    """The platforms whose connector has an ability."""
    return tuple(platform for platform in PLATFORMS if issubclass(connector_class(platform), ability))
