"""What a request to measure a file says: the address, the channels to judge by, and whether it is a main photo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rest_framework.request import Request

from analytics.channels import CHANNELS
from pixelzhub.partners.frame.body import WrongValue, fields_of, shown
from pixelzhub.partners.products.fields import FIELDS

WORDS = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Given:
    """`url` is empty where a file was handed in; without a choice all channels judge, as they judge a main photo."""

    url: str
    channels: Sequence[str]
    is_main: bool


def read_json(request: Request) -> Given:
    """Out of a JSON body. Raises `WrongValue`."""
    fields = fields_of(request, {"url", "channels", "is_main"})
    is_main = fields.get("is_main", True)
    if not isinstance(is_main, bool):
        raise WrongValue(f"“is_main” is {shown(is_main)}; true and false are accepted.")
    return Given(_url(fields.get("url")), _channels(fields.get("channels")), is_main)


def read_form(request: Request) -> Given:
    """Out of a form: `channels` several times, or once with commas. Raises `WrongValue`."""
    form: Any = request.data
    if unknown := sorted(set(form) - {"file", "channels", "is_main"}):
        raise WrongValue(f"There is no field {shown(unknown[0])}; the fields are channels, file, is_main.")
    is_main = form.get("is_main", "true")
    if is_main not in WORDS:
        raise WrongValue(f"“is_main” is {shown(is_main)}; true and false are accepted.")
    named = [code.strip() for text in form.getlist("channels") for code in text.split(",")]
    return Given("", _channels(named or None), WORDS[is_main])


def _url(value: Any) -> str:
    try:
        [url] = FIELDS["image_urls"].read([value])
    except ValueError as error:
        accepted = "an address that begins with http:// or https://"
        raise WrongValue(f"“url” is {shown(value)}; {accepted} is accepted, or a form with “file”.") from error
    return str(url)


def _channels(value: Any) -> list[str]:
    if value is None:
        return sorted(CHANNELS)
    known = ", ".join(sorted(CHANNELS))
    if not isinstance(value, list) or not value:
        raise WrongValue(f"“channels” is {shown(value)}; a list of these is accepted: {known}.")
    for code in value:
        if not isinstance(code, str) or code not in CHANNELS:
            raise WrongValue(f"“channels” holds {shown(code)}; these are accepted: {known}.")
    return list(dict.fromkeys(value))
