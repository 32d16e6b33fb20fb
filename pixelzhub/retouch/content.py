"""What is paid once: one picture, or a combination of several in their order."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence


def content_of(digests: Sequence[str]) -> str:
    """The picture's own SHA-256; for a combination the SHA-256 of its pictures' digests in order."""
    if len(digests) == 1:
        return digests[0]
    return hashlib.sha256("+".join(digests).encode()).hexdigest()
