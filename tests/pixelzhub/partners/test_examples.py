"""The programs of the documentation, run as they stand against a hub that answers."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import shutil
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from analytics.derive import derive
from connectors.models import Article, Product, Store, SyncRun
from connectors.sync import continue_syncs
from pixelzhub.accounts.scopes import Scope
from pixelzhub.deliveries.announcing import announce
from pixelzhub.deliveries.events import Event
from pixelzhub.deliveries.managing import make_endpoint
from pixelzhub.deliveries.sending import send_messages
from pixelzhub.partners.schema.programs import FOLDER
from tests.builders import make_store
from tests.pixelzhub.partners.caller import Caller

pytestmark = pytest.mark.django_db(transaction=True)
RUNNERS = {
    ".sh": shutil.which("bash") if shutil.which("curl") else None,
    ".py": sys.executable,
    ".mjs": shutil.which("node"),
}
LANGUAGES = [
    pytest.param(ending, marks=pytest.mark.skipif(runner is None, reason=f"nothing here runs {ending}"))
    for ending, runner in RUNNERS.items()
]
SERVERS = [language for language in LANGUAGES if language.values != (".sh",)]
each_language = pytest.mark.parametrize("ending", LANGUAGES)
SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()


@pytest.fixture
def hub(live_server, merchant, settings, tmp_path: Path) -> Hub:
    settings.PUBLIC_URL = live_server.url
    return Hub(live_server.url, Caller(merchant, Scope.values), tmp_path)


class Hub:
    """A hub and a partner's key; `run` starts a program in a folder of its own and gives what it prints."""

    def __init__(self, url: str, caller: Caller, folder: Path) -> None:
        self.caller, self.folder = caller, folder
        self.environment = {**os.environ, "HUB": url, "HUB_KEY": caller.key}

    def run(self, name: str, ending: str, **more: str) -> str:
        done = self.ended(name, ending, **more)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def ended(self, name: str, ending: str, given: bytes = b"", **more: str) -> Any:
        command = [RUNNERS[ending], str(FOLDER / f"{name}{ending}")]
        done = subprocess.run(
            command,
            input=given,
            env=self.environment | more,
            cwd=self.folder,
            capture_output=True,
            timeout=60,
            check=False,
        )
        done.stdout, done.stderr = done.stdout.decode(), done.stderr.decode()
        return done


def send(hub: Hub, number: int) -> list[str]:
    eans = [f"{4_000_000_000_000 + n}" for n in range(number)]
    for start in range(0, number, 500):
        products = [{"ean": ean, "name": f"Product {ean}"} for ean in eans[start : start + 500]]
        assert hub.caller.post("/ext/products/batch", {"products": products}).json()["data"]["errors"] == 0
    return eans


@each_language
def test_status_names_the_key_and_its_scopes(hub, ending: str) -> None:
    told = hub.run("status", ending)
    assert "ERP" in told
    assert "ext:products:write" in told


@each_language
def test_a_program_whose_key_is_wrong_ends_with_an_error(hub, ending: str) -> None:
    done = hub.ended("status", ending, HUB_KEY="pxh_live_wrong")
    assert done.returncode != 0
    assert "ERP" not in done.stdout


@each_language
def test_list_reads_products(hub, ending: str) -> None:
    eans = send(hub, 3 if ending == ".sh" else 501)
    told = hub.run("list", ending)
    assert [ean for ean in eans if ean not in told] == []


@each_language
def test_delta_reads_every_page_and_goes_on_where_it_ended(hub, ending: str) -> None:
    eans = send(hub, 501)
    first = hub.run("delta", ending)
    assert [ean for ean in eans if ean not in first] == []
    hub.caller.patch(f"/ext/products/{eans[7]}", {"name": "Renamed"})
    second = hub.run("delta", ending)
    assert [ean for ean in eans if ean in second] == [eans[7], eans[500]]


@each_language
def test_upsert_makes_a_product_and_then_changes_it(hub, ending: str) -> None:
    hub.run("upsert", ending)
    article = Article.objects.get()
    assert (article.title, article.weight) == ("Fixed TV wall mount, 37 to 75 inches", 1.5)
    hub.caller.patch(f"/ext/products/{article.ean}", {"weight": 2})
    hub.run("upsert", ending)
    assert Article.objects.get().weight == 1.5


@each_language
def test_batch_tells_what_became_of_each_product(hub, ending: str) -> None:
    told = hub.run("batch", ending)
    assert [article.ean for article in Article.objects.all()] == ["3760000000012"]
    assert "created" in told
    assert "a product that is new needs one" in told


@each_language
def test_sync_has_the_products_of_the_store_read_again(hub, merchant, ending: str) -> None:
    store = make_store(merchant)
    assert "queued" in hub.run("sync", ending, STORE=str(store.pk))
    assert SyncRun.objects.get(store=store).state == "running"


def test_five_steps_lead_to_a_first_synced_product(hub, merchant) -> None:
    hub.run("status", ".py")
    hub.run("upsert", ".py")
    assert [store.platform for store in Store.objects.filter(merchant=merchant)] == ["partner"]
    assert "Partner catalogue queued" in hub.run("sync", ".py")
    continue_syncs([SyncRun.objects.get().pk], placed=derive)
    assert [product.ean for product in Product.objects.filter(merchant=merchant)] == ["3760000000005"]
    assert "3760000000005 active" in hub.run("delta", ".py")


@contextmanager
def listening(hub: Hub, ending: str) -> Iterator[tuple[Any, int]]:
    """The server of the example, and its port."""
    environment = hub.environment | {"WEBHOOK_SECRET": SECRET, "PORT": "0"}
    command = [str(RUNNERS[ending]), str(FOLDER / f"verify{ending}")]
    with subprocess.Popen(
        command, env=environment, cwd=hub.folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as running:
        try:
            assert running.stdout is not None
            words = running.stdout.readline().split()
            assert words[:2] == ["Listening", "on"]
            yield running, int(words[2])
        finally:
            running.terminate()


@pytest.mark.parametrize("ending", SERVERS)
def test_verify_takes_what_the_hub_sends(hub, merchant, settings, ending: str) -> None:
    with listening(hub, ending) as (running, port):
        settings.ALLOWED_PRIVATE_HOSTS = frozenset({f"127.0.0.1:{port}"})
        endpoint = make_endpoint(
            merchant=merchant, url=f"http://127.0.0.1:{port}/", events=[Event.JOB_DELIVERED], description="", by="me"
        )
        endpoint.secret = SECRET
        endpoint.save(update_fields=["secret"])
        announce(merchant.pk, Event.JOB_DELIVERED, {"job_id": "1"})
        send_messages([endpoint.pk])
        message = endpoint.messages.get()
        assert (message.state, message.status) == ("sent", 204)
        assert running.stdout.readline().split() == [str(message.number), "job.delivered"]


@pytest.mark.parametrize("ending", SERVERS)
@pytest.mark.parametrize("wrong", ["body", "id", "time", "signature", "none"])
def test_verify_refuses_what_the_hub_did_not_sign(hub, ending: str, wrong: str) -> None:
    body, number, at = b'{"type": "job.delivered"}', str(uuid.uuid4()), int(time.time())
    signed = {"webhook-id": number, "webhook-timestamp": str(at), "webhook-signature": signature(number, at, body)}
    old = {"webhook-timestamp": str(at - 301), "webhook-signature": signature(number, at - 301, body)}
    changes = {
        "id": {"webhook-id": "x"},
        "time": old,
        "signature": {"webhook-signature": "v1,é".encode().decode("latin-1")},
    }
    headers = {} if wrong == "none" else signed | changes.get(wrong, {})
    with listening(hub, ending) as (_, port):
        address = f"http://127.0.0.1:{port}/"
        sent = {name: value.encode("latin-1") for name, value in headers.items()}
        assert httpx.post(address, content=body + b" " * (wrong == "body"), headers=sent).status_code == 400
        assert httpx.post(address, content=body, headers=signed).status_code == 204


@pytest.mark.skipif(not (RUNNERS[".sh"] and shutil.which("openssl")), reason="needs bash and openssl")
@pytest.mark.parametrize(("age", "ending", "says"), [(0, b"", "signed"), (0, b" ", "not"), (301, b"", "too")])
def test_verify_in_the_shell(hub, age: int, ending: bytes, says: str) -> None:
    body, at = b'{"type": "job.delivered"}', int(time.time()) - age
    headers = {"ID": "m1", "AT": str(at), "SIGNATURES": f"v1,other {signature('m1', at, body)}"}
    done = hub.ended("verify", ".sh", body + ending, WEBHOOK_SECRET=SECRET, **headers)
    assert done.stdout.split()[0] == says
    assert (done.returncode == 0) == (says == "signed")


def signature(number: str, at: int, body: bytes) -> str:
    """As the Standard Webhooks specification has it."""
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    return "v1," + base64.b64encode(hmac.digest(key, f"{number}.{at}.".encode() + body, hashlib.sha256)).decode()
