"""What a merchant enters to connect a PrestaShop, and where its own screens show it."""

from __future__ import annotations

from connectors.contract import SetupField

SETUP = (
    SetupField(
        "url",
        "Shop address",
        "The address of your shop's front page, as it stands in the browser, without the language at its end."
        " Friendly URLs must be on (PrestaShop: Shop Parameters, Traffic & SEO).",
        "url",
        placeholder="https://shop.example.com",
    ),
    SetupField(
        "key",
        "Webservice key",
        "PrestaShop: Advanced Parameters, Webservice. Switch on “Enable PrestaShop's webservice”, then Add new"
        " webservice key, Generate. Under Permissions tick View for categories, combinations, configurations,"
        " images, languages and products, and for images Modify and Add too.",
        "secret",
        placeholder="32 letters and digits",
    ),
    SetupField(
        "client_id",
        "Client ID",
        "Only for PrestaShop 9.0.3 or newer, and beside the key: with it photos can be put in order and get captions."
        " PrestaShop: Advanced Parameters, Admin API, Add new API client. Choose any Client ID, enter it here, and tick"
        " the scopes product_read and product_write.",
        required=False,
        placeholder="pixelz-hub",
    ),
    SetupField(
        "client_secret",
        "Client secret",
        "PrestaShop shows it once, when you press “Generate client secret and save” for the new API client.",
        "secret",
        required=False,
    ),
)
