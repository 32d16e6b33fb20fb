"""A real Vendure server, installed by npm at the versions of its lock, on a free port of this machine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx

from pixelzhub.environment import free_port
from tests.real.installing import by_npm
from tests.real.process import Process

PASSWORD = "a password of the tests"


class Vendure:
    """Use as a context manager. `ask` and `upload` are the Admin API as its superadmin sees it."""

    def __init__(self, folder: Path, *, database_url: str = "") -> None:
        """`folder` takes what is uploaded; without `database_url` all else is kept in memory.

        Raises `Unavailable`.
        """
        port = free_port()
        self.host = f"127.0.0.1:{port}"
        self.url = f"http://{self.host}"
        environment = {"PASSWORD": PASSWORD, **({"DATABASE_URL": database_url} if database_url else {})}
        self._process = Process(
            ["node", "server.js", str(folder), str(port)],
            folder=by_npm("vendure", "@vendure/core"), log=folder / "vendure.log", ready=f"ready on {port}", **environment,
        )  # fmt: skip
        self._client = httpx.Client(base_url=self.url, trust_env=False, timeout=60)

    def __enter__(self) -> Vendure:
        self._process.__enter__()
        try:
            self._client.headers["Authorization"] = f"Bearer {self._session()}"
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *exc: object) -> None:
        self._client.close()
        self._process.__exit__(*exc)

    def ask(self, document: str, **variables: Any) -> Any:
        """What the document's first field gives. Raises `AssertionError` with Vendure's own words."""
        return _first(self._client.post("/admin-api", json={"query": document, "variables": variables}))

    def upload(self, name: str, data: bytes, mime: str = "image/jpeg") -> str:
        """The id of the new asset."""
        document = (
            "mutation($file: Upload!) { createAssets(input: [{file: $file}]) { __typename ... on Asset { id } } }"
        )
        form = {
            "operations": json.dumps({"query": document, "variables": {"file": None}}),
            "map": '{"0": ["variables.file"]}',
        }
        (asset,) = _first(self._client.post("/admin-api", data=form, files={"0": (name, data, mime)}))
        return str(asset["id"])

    def _session(self) -> str:
        document = 'mutation($password: String!) { login(username: "superadmin", password: $password) { __typename } }'
        body = {"query": document, "variables": {"password": PASSWORD}}
        return self._client.post("/admin-api", json=body).headers["vendure-auth-token"]


def _first(answer: httpx.Response) -> Any:
    found = answer.json()
    assert not found.get("errors"), found
    return next(iter(found["data"].values()))
