"""Where WordPress keeps the file that was uploaded."""

from __future__ import annotations

import re

SMALLER_COPY = re.compile(r"-(?:scaled|rotated)(?=\.[A-Za-z0-9]+(?:\?|$))")


def original_url(url: str) -> str | None:
    """The upload itself where the address is that of a smaller or turned copy; None where it is not.

    WordPress scales what is larger than 2560 px down to `name-scaled.jpg`, turns photos by their EXIF into
    `name-rotated.jpg`, and keeps the upload as `name.jpg` beside it (wp-admin/includes/image.php,
    `wp_create_image_subsizes`). A shop may also call its own file so, or have removed the upload.
    """
    found = SMALLER_COPY.sub("", url)
    return found if found != url else None
