"""An empty hub with three merchants, each with a key for products. Prints the keys.

Run as a process of its own, on the database of DATABASE_URL.
"""

from __future__ import annotations

import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pixelzhub.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from pixelzhub.accounts.keys import create_key  # noqa: E402
from tests.builders import make_merchant  # noqa: E402

call_command("migrate", verbosity=0)
scopes = ["ext:products:read", "ext:products:write"]
sys.stdout.write(json.dumps([create_key(merchant=make_merchant(), name="ERP", scopes=scopes)[1] for _ in "abc"]))
