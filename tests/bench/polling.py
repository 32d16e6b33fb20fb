"""Requests of one round over 10,000 open jobs (aim: a hundredth, and a few)."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from tests import builders
from tests.bench.said import say
from tests.polling import requests_of_a_round
from tests.sandbox_process import Sandbox

JOBS = 10_000


def polling() -> None:
    """Against a sandbox of its own, which counts the calls."""
    call_command("migrate", verbosity=0)
    with tempfile.TemporaryDirectory() as folder, Sandbox(Path(folder), size=4) as sandbox:
        settings.ALLOWED_PRIVATE_HOSTS = frozenset({sandbox.host})
        settings.PIXELZ_API_URL = f"{sandbox.url}/pixelz/REST.svc/"
        sandbox.control(account={"balance": "1000000"})
        keys = sandbox.pixelz
        account = builders.make_pixelz(
            builders.make_merchant("Polling"), contact_email=keys["contactEmail"], contact_key=keys["contactAPIkey"]
        )
        made = requests_of_a_round(account, sandbox, JOBS)
    say(f"\n{'polling':24}{made:8} requests for one round over {JOBS:,} open jobs")
