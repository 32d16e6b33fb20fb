"""The product's own settings; the tables are made from the models, because the migrations take longer than the test."""

from __future__ import annotations

from pixelzhub.settings import *  # noqa: F403


class _FromTheModels:
    """Says of every app that it has no migrations."""

    def __contains__(self, app: str) -> bool:
        return True

    def __getitem__(self, app: str) -> None:
        return None


MIGRATION_MODULES = _FromTheModels()
