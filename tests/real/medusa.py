"""A real Medusa server, installed by npm at the versions of its lock, on a free port of this machine."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import httpx

from pixelzhub.environment import free_port
from tests.real.installing import by_npm
from tests.real.process import Process

FILES = ("medusa-config.js", "package.json", "server.js")
#: it makes some hundred tables first
START_S = 300


class Medusa:
    """Use as a context manager. `ask` and `upload` are the Admin API by a secret key."""

    def __init__(self, folder: Path, *, database_url: str) -> None:
        """`folder` takes what is uploaded. Raises `Unavailable`."""
        port = free_port()
        self.host = f"127.0.0.1:{port}"
        self.url = f"http://{self.host}"
        home = folder / "medusa"
        home.mkdir()
        installed = by_npm("medusa", "@medusajs/medusa")
        for name in FILES:
            shutil.copy(installed / name, home / name)
        (home / "node_modules").symlink_to(installed / "node_modules")
        self._process = Process(
            ["node", "--preserve-symlinks-main", "server.js", str(port)],
            folder=home, log=folder / "medusa.log", ready=f"ready on {port}", start_s=START_S, NODE_ENV="production",
            MEDUSA_DISABLE_TELEMETRY="1", DATABASE_URL=database_url, ADDRESS=self.url,
        )  # fmt: skip
        self._client = httpx.Client(base_url=self.url, trust_env=False, timeout=60)

    def __enter__(self) -> Medusa:
        self._process.__enter__()
        found = re.search(r"ready on \d+ with (sk_\w+)\n", self._process.said())
        assert found
        self.key = found[1]
        self._client.auth = (self.key, "")
        return self

    def __exit__(self, *exc: object) -> None:
        self._client.close()
        self._process.__exit__(*exc)

    def ask(self, path: str, body: Any = None) -> Any:
        """The answer to a GET, or to a POST of `body`. Raises `AssertionError` with Medusa's own words."""
        method = "GET" if body is None else "POST"
        return _answer(self._client.request(method, f"/admin/{path}", json=body))

    def upload(self, name: str, data: bytes) -> str:
        """The address of the file."""
        form = {"files": (name, data, "image/jpeg")}
        return str(_answer(self._client.post("/admin/uploads", files=form))["files"][0]["url"])


def _answer(answer: httpx.Response) -> Any:
    assert answer.status_code == 200, answer.text
    return answer.json()
