"""A Wizart account as the contract suite sees it: the double behind a proxy. It lists nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from connectors.contract import Forwarded, Picture
from connectors.http import Http
from tests.connectors.harness import OverHttp
from tests.connectors.proxy import Proxy
from tests.connectors.servers import PictureServer, jpeg
from tests.connectors.wizart.fake import CLIENT_ID, CLIENT_SECRET, PASSWORD, USERNAME, FakeWizart
from tests.sandbox_process import Sandbox

HEADER = "brand_name;collection_name;product_name;unique_sku_id;product_image;product_width;note"
ROWS = (
    'Müller;Frühling;"Blüte; groß";wp_001;alt 01.jpg;1,06;=A1+1',
    "Müller;Frühling;Straße;wp_002;alt 02.jpg;1,06;“fein” – 5 €",
    "Müller;Herbst;Äste;4006381333931;;0,53;-",
    "Müller;Herbst;Doppelt;wp_004;vorn.jpg|hinten.jpg;0,53;@home",
)
TABLE = "\r\n".join((HEADER, *ROWS))


class WizartHarness(OverHttp):
    platform = "wizart"
    #: it has no pages; no test that makes them small runs
    page_size = ""
    url_field = ""
    writes_to_spoil = 0
    takes_addresses = False
    wrong_key = {"token": "eyJ0.wrong.sig"}

    def __init__(self, pim: FakeWizart, proxy: Proxy, pictures: PictureServer) -> None:
        self.pim, self.proxy, self.pictures = pim, proxy, pictures
        self.settings = self.with_token(
            {
                "url": proxy.url,
                "client_id": CLIENT_ID,
                "client_secret": CLIENT_SECRET,
                "username": USERNAME,
                "password": PASSWORD,
                "product_type": "wallpaper",
                "table": TABLE,
            }
        )

    @classmethod
    @contextmanager
    def start(cls, sandbox: Sandbox | None, folder: Path) -> Iterator[WizartHarness]:
        with (
            FakeWizart() as pim,
            Proxy(pim.url, api=("/api/", "/oauth/")) as proxy,
            PictureServer() as pictures,
        ):
            yield cls(pim, proxy, pictures)

    def with_token(self, settings: dict[str, str]) -> dict[str, str]:
        with Http(self.kind.base_url(settings), allowed_private=self.hosts(), tries=1) as http:
            found = self.kind.renewed(settings, http)
        self.proxy.calls.clear()
        return found

    def photo(
        self, sku: str, position: int = 0, *, ean: str = "", seed: int = 7, mime: str = "image/jpeg"
    ) -> Forwarded:
        """A photo that was published in another store."""
        return Forwarded(sku, ean, position, Picture("", f"photo-{seed}.jpg", mime, jpeg(seed)))

    def read(self, connector: Any) -> object:
        return connector.check()

    def hosts(self) -> set[str]:
        return {self.proxy.host}

    def wrong_address(self) -> dict[str, str]:
        return {"url": f"{self.proxy.url}/blog"}

    def product_ids(self) -> list[str]:
        return []

    def change_product(self, product_id: str) -> None:
        raise NotImplementedError("Wizart lists no products")

    def break_product(self) -> str:
        raise NotImplementedError("Wizart lists no products")
