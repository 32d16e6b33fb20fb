"""The product's web server, two processes of it, on PostgreSQL: what happens when programs write and ask at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from pixelzhub.environment import free_port
from tests.postgresql import own_database

pytestmark = [pytest.mark.services, pytest.mark.timeout(240), pytest.mark.xdist_group("postgresql")]
ROOT = Path(__file__).resolve().parents[3]
LIMIT = 150
KEPT = httpx.Limits()


@dataclass(frozen=True)
class Hub:
    base: str
    keys: list[str]

    def client(self, key: int = 0, limits: httpx.Limits = KEPT) -> httpx.Client:
        return httpx.Client(base_url=self.base, headers={"X-API-Key": self.keys[key]}, timeout=60, limits=limits)


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory, migrated_on_postgresql: str) -> Iterator[Hub]:
    port = free_port()
    with own_database(migrated_on_postgresql) as url:
        environment = os.environ | {
            "DATABASE_URL": url,
            "DATA_DIR": str(tmp_path_factory.mktemp("hub")),
            "HUB_ENV": "test",
            "DJANGO_SETTINGS_MODULE": "pixelzhub.settings",
            "PGOPTIONS": "-c synchronous_commit=off",
            "PARTNER_CALLS_A_MINUTE": str(LIMIT),
        }
        prepare = [sys.executable, "-m", "tests.pixelzhub.partners.prepared"]
        prepared = subprocess.run(prepare, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=170)
        assert prepared.returncode == 0, prepared.stderr[-2000:]
        serve = [str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", "--host", "127.0.0.1"]
        serve += ["--port", str(port), "--workers", "2", "--blocking-threads", "4", "--no-ws"]
        server = subprocess.Popen([*serve, "pixelzhub.wsgi:application"], env=environment, cwd=ROOT)
        try:
            _wait_for(f"http://127.0.0.1:{port}/healthz")
            yield Hub(f"http://127.0.0.1:{port}/api/v1/ext", json.loads(prepared.stdout))
        finally:
            server.terminate()
            server.wait(60)


def _wait_for(address: str) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            httpx.get(address)
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"Nothing answers at {address}.")


def poll(BASE: str, API_KEY: str, last_sync: str, process: Any) -> str:
    """The loop of the partner document, line by line; it gives where it stopped."""
    while True:
        r = httpx.get(
            f"{BASE}/products/delta",
            params={"since": last_sync, "page_size": 500},
            headers={"X-API-Key": API_KEY},
        )
        body = r.json()
        products = body["data"]
        last_sync = body["meta"]["updated_at"]

        process(products)
        if len(products) < 500:
            break
    return last_sync


def test_the_documents_own_polling_loop_ends_and_loses_nothing_while_two_programs_write(hub: Hub) -> None:
    """Four batches of 500 by two writers, of which the last two change what the other one wrote."""
    seen: dict[str, dict[str, Any]] = {}
    times: list[datetime] = []

    def process(products: list[dict[str, Any]]) -> None:
        seen.update({product["ean"]: product for product in products})
        times.extend(datetime.fromisoformat(product["updated_at"]) for product in products)

    def write(starts: tuple[int, int]) -> None:
        with hub.client() as client:
            for weight, start in enumerate(starts):
                products = [{"ean": f"{start + n:013}", "name": "Product", "weight": weight + n} for n in range(500)]
                answer = client.post("/products/batch", json={"products": products})
                assert answer.json()["data"]["errors"] == 0

    writers = [threading.Thread(target=write, args=(starts,)) for starts in ((0, 750), (1000, 250))]
    last_sync = "2026-01-01T00:00:00Z"
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        last_sync = poll(hub.base, hub.keys[0], last_sync, process)
    poll(hub.base, hub.keys[0], last_sync, process)

    with hub.client() as client:
        pages = [client.get("/products", params={"page": page, "page_size": 500}).json() for page in (1, 2, 3, 4)]
    written = {product["ean"]: product for page in pages for product in page["data"]}
    assert pages[0]["meta"]["total"] == len(written) == 1500
    assert seen == written
    assert len({product["updated_at"] for product in written.values()}) == 1500
    assert times == sorted(times)


def test_two_first_writers_at_once_make_one_catalogue(hub: Hub) -> None:
    def write(number: int) -> None:
        with hub.client(1) as client:
            client.post("/products", json={"ean": f"first-{number}", "name": "Product"}).raise_for_status()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(write, range(12)))
    with hub.client(1) as client:
        assert client.get("/products").json()["meta"]["total"] == 12


def test_a_limit_holds_over_two_web_processes_within_its_slack(hub: Hub) -> None:
    """In 10 seconds none of the two has told the other anything: each lets through what both may."""
    passed: dict[int, int] = defaultdict(int)

    def call(_: int) -> int:
        began = time.time()
        status = client.get("/products?page_size=1").status_code
        # A call on the edge of a minute may belong to either: it is counted for none.
        if status == 200 and int(began // 60) == int(time.time() // 60):
            passed[int(began // 60)] += 1
        return status

    # Each call on a connection of its own, so that both processes get some: the one that accepts it keeps it.
    with hub.client(2, httpx.Limits(max_keepalive_connections=0)) as client, ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(call, range(3 * LIMIT)))
    assert set(statuses) <= {200, 429}
    assert max(passed.values()) <= 2 * LIMIT
    assert 429 in statuses or len(passed) > 1
