"""HMAC signatures of webhooks: base64 or hex of SHA-256 over the raw body, compared in constant time."""

from __future__ import annotations

import base64
import hashlib
import hmac


def hmac_base64(secret: str, body: bytes) -> str:
    """Base64 of HMAC-SHA256(secret, body), as Pixelz, WooCommerce and Shopify send it."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def verifies(secret: str, body: bytes, signature: str) -> bool:
    """True when `signature` is the base64 HMAC of exactly these bytes. An empty secret verifies nothing."""
    return bool(secret) and hmac.compare_digest(hmac_base64(secret, body).encode(), signature.strip().encode())
