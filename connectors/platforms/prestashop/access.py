"""How PrestaShop is entered, and what a key may do: the key is a Basic user with an empty password."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from xml.etree.ElementTree import Element

from connectors.errors import AuthFailed, BadAddress, BadReply, Refused
from connectors.http import Auth
from connectors.reply import Reply
from connectors.web_address import origin

# A picture or a secret is not sent on to another address.
SENT_ON = (301, 302, 307, 308)
# The first that the module with the photos of the Admin API runs on (ps_apiresources.php, `ps_versions_compliancy`).
OLDEST_WITH_CLIENT = (9, 0, 3)
# As the columns of the key's form are called (Advanced Parameters, Webservice, Add new webservice key).
COLUMNS = {"get": "View", "put": "Modify", "post": "Add"}
NEEDED: Mapping[str, tuple[str, ...]] = {
    "categories": ("get",),
    "combinations": ("get",),
    "configurations": ("get",),
    "images": ("get", "put", "post"),
    "languages": ("get",),
    "products": ("get",),
}


def shop_url(settings: Mapping[str, str]) -> str:
    """The shop's address as it was entered, with a scheme and without a slash at its end."""
    url = settings.get("url", "").strip().rstrip("/")
    return url if "://" in url or not url else f"https://{url}"


def basic(key: str) -> Auth:
    """The key in a header. The dispatcher takes it from the query too, where logs would keep it."""
    credentials = base64.b64encode(f"{key.strip()}:".encode()).decode()
    return lambda method, url, query: ({"Authorization": f"Basic {credentials}"}, query)


def assert_not_sent_on(reply: Reply, base_url: str) -> None:
    """Raises `BadAddress` if the answer came from elsewhere, or says to go there."""
    asked = origin(base_url)
    reached = origin(reply.headers.get("location", "") if reply.status in SENT_ON else reply.url)
    if reached != asked:
        # Reads follow the way, but without the key where it leads elsewhere.
        raise BadAddress(f"{asked} sends the hub on to {reached}. Enter that address instead.")


def assert_takes_clients(version: str) -> None:
    """Raises `Refused` for a version of PrestaShop that is known and too old for an API client."""
    numbers = tuple(int(part) for part in re.findall(r"\d+", version)[:3])
    if numbers and numbers < OLDEST_WITH_CLIENT:
        raise Refused(
            f"The shop runs PrestaShop {version[:20]}; an API client needs 9.0.3 or newer. Leave the client ID empty:"
            " the webservice key alone is enough to read and replace photos."
        )


def shop_name(index: Element) -> str:
    """The shop's name in the list of resources, which alone shows it without a right. Raises `BadReply`."""
    return _api(index).get("shopName", "")


def assert_allowed(index: Element) -> None:
    """Raises `AuthFailed` that names each right that the key lacks, in the words of the key's form."""
    granted = {resource.tag: resource for resource in _api(index)}
    missing = []
    for resource, rights in NEEDED.items():
        found = granted.get(resource)
        lacks = [COLUMNS[right] for right in rights if found is None or found.get(right) != "true"]
        if lacks:
            missing.append(f"{resource} ({', '.join(lacks)})")
    if missing:
        raise AuthFailed(
            f"The webservice key lacks permissions: {', '.join(missing)}. Tick them in PrestaShop:"
            " Advanced Parameters, Webservice, edit the key."
        )


def _api(index: Element) -> Element:
    found = index.find("api")
    if found is None:
        raise BadReply("PrestaShop's list of resources has no resources.")
    return found
