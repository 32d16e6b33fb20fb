"""What the side bar shows on every page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Counts, balance, merchant and member; empty before log-in."""
    return {"nav": {}, "merchant": getattr(request, "merchant", None), "member": getattr(request, "member", None)}
