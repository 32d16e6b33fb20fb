"""Who asks Pixelz. E-mail and keys travel in query strings and bodies, and nowhere else."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import quote, quote_plus


@dataclass(frozen=True, slots=True)
class Credentials:
    """The customer's e-mail and API key, and the key of the developer or partner if there is one."""

    email: str = field(repr=False)
    key: str = field(repr=False)
    developer_key: str = field(default="", repr=False)

    def contact(self) -> dict[str, str]:
        """The two parameters that every call of a customer carries."""
        return {"contactEmail": self.email, "contactAPIkey": self.key}

    def developer(self) -> dict[str, str]:
        """The two parameters of POST Contact. One key may serve as both (Developer API, Getting Started)."""
        return {"developerEmail": self.email, "developerAPIkey": self.developer_key or self.key}

    def hidden_in(self, text: str) -> str:
        """The text without e-mail and keys, plain or percent-encoded: a service may repeat what it was sent."""
        for secret in filter(None, (self.email, self.key, self.developer_key)):
            spellings = {secret, quote(secret, safe=""), quote(secret), quote_plus(secret)}
            for spelling in sorted(spellings, key=len, reverse=True):
                text = re.sub(re.escape(spelling), "(hidden)", text, flags=re.IGNORECASE)
        return text
