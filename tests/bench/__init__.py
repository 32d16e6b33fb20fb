"""make bench: how much slower things get, as ratios measured in one run on one machine. Never a test: a machine has moods.

A subject is one file. The hub is set up here, in a folder of its own, before any of them is imported.
"""

from __future__ import annotations

import os
import tempfile

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="hub-bench-")

import django

django.setup()

from django.conf import settings  # noqa: E402

settings.ALLOWED_HOSTS = ["testserver"]
settings.DATABASES["default"]["NAME"] = str(settings.DATA_DIR / "hub.sqlite3")
