"""Addresses of the web: taken apart, checked, and shown without what may be secret in them."""

from __future__ import annotations

from urllib.parse import parse_qsl, urljoin, urlsplit

from connectors.errors import BadAddress, BadReply


def host_of(url: str) -> str:
    """The host and port of an address, for messages."""
    return urlsplit(url).netloc.rpartition("@")[2] or url


def origin(url: str) -> str:
    """Scheme, host and port of an address."""
    return f"{urlsplit(url).scheme}://{host_of(url)}"


def without_query(url: str) -> str:
    """The address without the query and user part, in which keys may travel."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{host_of(url)}{parts.path}"


def checked_url(url: str) -> str:
    """The address itself if it is http or https with a host; else raises `BadAddress`."""
    try:
        parts = urlsplit(url)
        valid = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        valid = False
    if not valid:
        # urlsplit may have refused it: the query and the user part, in which keys travel, are cut off by hand.
        shown = url.partition("?")[0].partition("#")[0].rpartition("@")[2]
        raise BadAddress(f"“{shown[:200]}” is not a web address.")
    return url


def redirected(url: str, location: str) -> str:
    try:
        return checked_url(urljoin(url, location))
    except ValueError:
        pass  # urljoin's own error, for brackets that are no IPv6 address
    raise BadReply(f"{host_of(url)} sends the hub to something that is not a web address.")


def parted(url: str, query: dict[str, str]) -> tuple[str, dict[str, str]]:
    """An address and its whole query apart: httpx would replace the one by the other, and signatures cover both."""
    parts = urlsplit(url)
    return parts._replace(query="").geturl(), {**dict(parse_qsl(parts.query, keep_blank_values=True)), **query}
