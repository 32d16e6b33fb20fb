"""What Pixelz says when it says no."""

from __future__ import annotations

from connectors.errors import Permanent


class PixelzError(Permanent):
    """Pixelz answered with an error code. The code is kept as it came: no full list of codes is public."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"Pixelz: {message or code} ({code})" if message else f"Pixelz: {code}")
        self.code = code


class UnknownImage(PixelzError):
    """A well-formed answer that Pixelz has no image under this ticket or id."""
