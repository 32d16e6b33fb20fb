"""Speaks Wizart PIM (API v2.1), which lists nothing to programs and takes photos by importing a table and an archive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from connectors import tokens
from connectors.contract import (
    Connector,
    Forwarded,
    ForwardState,
    RenewsKey,
    SetupField,
    StoreIdentity,
    TakesPhotos,
)
from connectors.errors import ConnectorError, Refused
from connectors.platforms.wizart import access
from connectors.platforms.wizart.api import WizartApi
from connectors.platforms.wizart.log import UNREADABLE, shown_log
from connectors.platforms.wizart.packing import packed
from connectors.platforms.wizart.states import state_of
from connectors.platforms.wizart.table import Table, read_table

if TYPE_CHECKING:
    from connectors.http import Auth, Http

# As Wizart's own templates call them: https://wizart.atlassian.net/wiki/spaces/WDP/pages/2682915493
SKU_COLUMN, IMAGE_COLUMN = "unique_sku_id", "product_image"
# As long as a store's name can be that the hub keeps.
LONGEST_NAME = 120
LISTS_NOTHING = "Wizart's programming interface lists no products"
BY_IMPORT = "Wizart takes photos by importing a table alone, and the hub cannot see what it had before."


class WizartConnector(Connector, RenewsKey, TakesPhotos):
    platform = "wizart"
    label = "Wizart PIM"
    help = (
        "Photos that are published in your other stores are imported into Wizart as well. Wizart no longer promises to"
        " support this interface (2.1), so look at the first import yourself."
    )
    setup = (
        SetupField(
            "url",
            "Address of the interface",
            "The address that Wizart gave you with the client ID. It begins with pim-client; the one with pim-admin is"
            " for people.",
            "url",
            placeholder="https://pim-client.wizart.ai",
        ),
        SetupField(
            "client_id",
            "Client ID",
            "Wizart's delivery manager or support@wizart.ai gives it to you; it is often in the welcome mail.",
        ),
        SetupField(
            "client_secret",
            "Client secret",
            "Wizart's delivery manager or support@wizart.ai gives it to you together with the client ID.",
            "secret",
        ),
        SetupField(
            "username",
            "User name",
            "The e-mail address of a Wizart user. Have a user of its own made for the hub; do not hand over your own.",
        ),
        SetupField(
            "password",
            "Password",
            "The password of that user. Wizart asks for it besides the keys; do not hand over your own password.",
            "secret",
        ),
        SetupField(
            "product_type",
            "Product type",
            "The code of the kind of products that the table below holds, as Wizart's Import tab offers it. If you are"
            " not sure, enter what you think: the hub then shows the codes that Wizart knows.",
            placeholder="wallpaper",
        ),
        SetupField(
            "table",
            "Table",
            "The whole CSV that you last imported into Wizart for this product type. Open it in a text editor, not in a"
            " spreadsheet, and paste all of it. For a new photo its rows are sent again with all that stands in them, so"
            " paste the new table here when you have changed products in Wizart. A row that names several photos is sent"
            " when all of them are published together, any other for the main photo alone. Photos have to be JPEG or"
            " PNG.",
            "document",
            placeholder="brand_name,collection_name,product_name,unique_sku_id,product_image,…",
        ),
        SetupField(
            "sku_column",
            "Column of the SKU",
            "The column of the table whose values are the SKUs or EANs of your other stores. Leave it empty for"
            f" {SKU_COLUMN}, as Wizart's templates call it.",
            required=False,
            placeholder=SKU_COLUMN,
        ),
        SetupField(
            "image_column",
            "Column of the photo",
            "The column of the table that names the photo's file. Leave it empty for"
            f" {IMAGE_COLUMN}, as Wizart's templates call it.",
            required=False,
            placeholder=IMAGE_COLUMN,
        ),
    )
    replacing = (
        "The product's row of your table is imported again with the new photo: what was changed in Wizart since is set"
        " back to the table. A row with one photo gets the main photo alone."
    )
    reasons = {
        "access": "Wizart hands over its keys by mail, and they are entered by hand.",
        "categories": f"{LISTS_NOTHING} or brands, only the product types that can be imported.",
        "products": f"{LISTS_NOTHING}; the hub knows those of the table that you paste.",
        "images": f"{LISTS_NOTHING} and no photos. The hub takes photos there, and analyses those of your other stores.",
        "post_product": BY_IMPORT,
        "post_image": BY_IMPORT,
        "add_image": BY_IMPORT,
        "counts": f"{LISTS_NOTHING}, so they cannot be counted.",
        "webhooks": "Wizart does not call other programs.",
    }

    def __init__(self, settings: Mapping[str, str], http: Http) -> None:
        super().__init__(settings, http)
        self.api = WizartApi(http)

    @classmethod
    def base_url(cls, settings: Mapping[str, str]) -> str:
        return access.pim_url(settings)

    @classmethod
    def auth(cls, settings: Mapping[str, str]) -> Auth | None:
        return tokens.bearer(settings)

    @classmethod
    def renew_at(cls, settings: Mapping[str, str]) -> datetime | None:
        return access.renew_at(settings)

    @classmethod
    def renewed(cls, settings: Mapping[str, str], http: Http) -> dict[str, str]:
        return access.renewed(settings, http)

    def check(self) -> StoreIdentity:
        """Also that Wizart knows the product type and that the table has its columns. Raises `Refused`."""
        known = {found.code: found.name for found in self.api.product_types()}
        code = self._product_type
        if code not in known:
            codes = ", ".join(known) or "none"
            raise Refused(f"Wizart knows no product type “{code}” for this account. The codes are: {codes}.")
        self._table()
        return StoreIdentity(f"Wizart {known[code]}"[:LONGEST_NAME], access.pim_url(self.settings))

    def forward(self, photos: Sequence[Forwarded]) -> str:
        """Import the table's rows of these photos anew; gives the import's number, or "" if the table has none of them.

        Photos that no row has room for are left out. If the answer is lost, nothing tells whether the import was begun:
        it carries no mark of ours, and the last one may be somebody else's. To call again does no harm, as an import
        sets the same products to the same values, and the files are the same bytes.
        """
        table, sku_column, image_column = self._table()
        files = packed(table, sku_column, image_column, photos)
        return self.api.start(self._product_type, files.table, files.archive) if files else ""

    def forwarded(self, ticket: str) -> ForwardState:
        """What became of an import. Raises `NotFound` for one that was deleted in Wizart."""
        return state_of(self.api.progress(ticket), lambda: self._log(ticket))

    def _table(self) -> tuple[Table, int, int]:
        """The table and the places of its two columns. Raises `Refused`."""
        table = read_table(self.settings.get("table", ""))
        sku_column = table.column(self.settings.get("sku_column") or SKU_COLUMN)
        image_column = table.column(self.settings.get("image_column") or IMAGE_COLUMN)
        if sku_column == image_column:
            raise Refused("The SKU and the photo cannot stand in one column of the table.")
        return table, sku_column, image_column

    def _log(self, ticket: str) -> list[str]:
        """A log that cannot be had does not keep the import's end from being told."""
        try:
            return shown_log(self.api.log(ticket))
        except ConnectorError:
            return [UNREADABLE]

    @property
    def _product_type(self) -> str:
        return self.settings.get("product_type", "").strip()
