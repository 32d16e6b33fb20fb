"""What Pixelz says when it says no, and how that is told from a yes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, cast

from connectors.errors import BadReply, Permanent

# "NoError" in most samples, the number 0 in DELETE's (Developer API, DELETE Image, JSON response).
NO_ERROR = {"NoError", "0"}
MAX_MESSAGE = 300
# Both must fit, because a photo that Pixelz does not know is posted again and paid again: "Unknown error" and
# "Template not found" say nothing about the photo.
_UNKNOWN_IMAGE = re.compile(
    r"(image|ticket)[^.!?]{0,60}not\W*(be\W*)?(found|exist)|no\W*such\W*(image|ticket)"
    r"|unknown\W*(image|ticket)(?!\W*(format|type|error))|(image|ticket)(\W*id)?\W*(is\W*)?unknown|invalid\W*(image\W*)?ticket",
    re.IGNORECASE,
)
_OF_ANOTHER_THING = re.compile(
    r"template|(contact|account|developer|key)[^.!?]{0,30}not\W*(be\W*)?(found|exist)", re.IGNORECASE
)


class PixelzError(Permanent):
    """Pixelz answered with an error code. The code is kept as it came: no full list of codes is public."""

    def __init__(self, code: str, message: str) -> None:
        said = message[:MAX_MESSAGE]
        super().__init__(f"Pixelz: {said} ({code[:MAX_MESSAGE]})" if said else f"Pixelz: {code[:MAX_MESSAGE]}")
        self.code = code


class UnknownImage(PixelzError):
    """A well-formed answer that Pixelz has no image under this ticket or id."""


class NotEnabled(PixelzError):
    """Pixelz has not enabled direct upload for this account: pass addresses of images instead."""


class BadValue(Permanent):
    """A value that cannot be sent. Pixelz was asked nothing."""


def checked(
    answer: Any, *, error: Callable[[str, str], PixelzError] = PixelzError, hide: Callable[[str], str] = str
) -> Mapping[str, Any]:
    """The answer, if it is one and no error. Raises `BadReply`, or what `error` makes of Pixelz's code and message.

    `hide` takes the account's e-mail and keys out of what Pixelz says.
    """
    code = answer.get("ErrorCode") if isinstance(answer, Mapping) else None
    if isinstance(code, bool) or not isinstance(code, str | int) or not str(code).strip():
        raise BadReply("Pixelz answered with something that is not one of its documents.")
    if str(code).strip() in NO_ERROR:
        return cast("Mapping[str, Any]", answer)
    message = answer.get("Message")
    raise error(hide(str(code).strip()), hide(message.strip()) if isinstance(message, str) else "")


def about_image(code: str, message: str) -> PixelzError:
    """The error of a call about one image: `UnknownImage` if it says that there is none."""
    said = f"{code} {message}"[: 2 * MAX_MESSAGE]
    unknown = _UNKNOWN_IMAGE.search(said) and not _OF_ANOTHER_THING.search(said)
    return UnknownImage(code, message) if unknown else PixelzError(code, message)
