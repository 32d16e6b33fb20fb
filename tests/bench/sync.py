"""A large shop read by the hub, against a bare loop that fetches and parses the same pages."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile

from tests.bench.database import ROOT, own_postgresql
from tests.bench.said import say


def sync(products: int = 100_000) -> None:
    """On both databases: three photos a product, 100 products changed afterwards (aims: 2.0 times, 50 MB, 3 s).

    "rows s": what the database alone takes to write the same rows, which no program can do without.
    """
    say(
        f"\n{f'sync, {products:,} products':28}{'bare s':>10}{'rows s':>10}{'first s':>10}{'ratio':>8}{'grown MB':>10}"
        f"{'100 changed s':>15}{'calls':>8}"
    )
    with tempfile.TemporaryDirectory() as folder:
        _say("SQLite", products, {"DATA_DIR": folder, "DATABASE_URL": f"sqlite:///{folder}/hub.sqlite3"})
    with own_postgresql() as environment:
        if environment:
            _say("PostgreSQL", products, environment)


def _say(database: str, products: int, environment: dict[str, str]) -> None:
    shop = subprocess.Popen(
        [sys.executable, "-m", "tests.large.woo", str(products)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert shop.stdout
        address = shop.stdout.readline().strip()
        environment = os.environ | {"HUB_ENV": "test", "DJANGO_SETTINGS_MODULE": "pixelzhub.settings"} | environment
        command = [sys.executable, "-m", "tests.large.sync", address]
        done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    finally:
        shop.terminate()
        shop.wait(10)
    found = json.loads(done.stdout.splitlines()[-1])
    say(
        f"{database:28}{found['bare']:10.1f}{found['rows']:10.1f}{found['first']:10.1f}{found['first'] / found['bare']:8.1f}"
        f"{found['grown_mb']:10.1f}{found['again']:15.2f}{found['calls']:8}"
    )
