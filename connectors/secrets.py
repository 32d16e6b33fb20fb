"""Values encrypted at rest: a field that keeps JSON under MultiFernet, and the key ring that can be rotated."""

from __future__ import annotations

import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models


def key_ring() -> MultiFernet:
    """The keys of FIELD_KEYS: the first encrypts, all of them decrypt."""
    try:
        return MultiFernet([Fernet(key) for key in settings.FIELD_KEYS])
    except ValueError as error:
        raise ImproperlyConfigured("A key in FIELD_KEYS is not a Fernet key (python -m connectors.secrets)") from error


def decrypted(stored: str) -> Any:
    """What a stored value holds. Raises `ImproperlyConfigured` when none of the keys fits."""
    try:
        return json.loads(key_ring().decrypt(stored.encode()))
    except InvalidToken:
        raise ImproperlyConfigured("A stored secret fits none of FIELD_KEYS; was a key removed too early?") from None


class EncryptedJSONField(models.TextField):  # type: ignore[type-arg]
    # django-stubs: what models may set and get
    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    """Holds anything that JSON can hold; the database sees only a Fernet token."""

    description = "JSON, encrypted at rest"

    def from_db_value(self, value: str | None, *_: object) -> Any:
        return None if value is None else decrypted(value)

    def get_prep_value(self, value: Any) -> str | None:
        return None if value is None else key_ring().encrypt(json.dumps(value).encode()).decode()

    def to_python(self, value: Any) -> Any:
        return value

    def value_to_string(self, obj: models.Model) -> str:
        return self.get_prep_value(self.value_from_object(obj)) or ""


if __name__ == "__main__":
    print(Fernet.generate_key().decode())  # noqa: T201 - the command's whole purpose
