"""A real Vendure server, installed by npm at the versions of its lock, on a free port of this machine."""

from __future__ import annotations

import fcntl
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import httpx

from pixelzhub.environment import free_port
from tests.real.process import INSTALLED, Process

SOURCE = Path(__file__).with_name("servers") / "vendure"
FILES = ("package.json", "package-lock.json", "server.js")
INSTALL_S = 600
ASK_S = 60
PASSWORD = "a password of the tests"


class Unavailable(Exception):
    """Vendure cannot be installed here; says why."""


def installed() -> Path:
    """The folder in which Vendure is installed. Raises `Unavailable` without npm or a registry."""
    if not shutil.which("npm"):
        raise Unavailable("npm is not installed")
    folder = INSTALLED / "vendure"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        current = (folder / "node_modules").is_dir() and _is_same(folder / "package-lock.json")
        for name in FILES:
            shutil.copy(SOURCE / name, folder / name)
        if not current:
            _install(folder)
    return folder


def _is_same(lock: Path) -> bool:
    return lock.is_file() and lock.read_bytes() == (SOURCE / lock.name).read_bytes()


def _install(folder: Path) -> None:
    """No package's own script is run: all that has to be compiled comes compiled."""
    # Asked for first: a registry that is out of reach is told at once, and not after hundreds of tries.
    there, said = _npm(folder, ASK_S, "view", "@vendure/core", "version", "--fetch-retries=0")
    if not there:
        raise Unavailable(f"npm does not reach its registry: {said[:300]}")
    shutil.rmtree(folder / "node_modules", ignore_errors=True)
    done, said = _npm(folder, INSTALL_S, "ci", "--ignore-scripts", "--no-audit", "--no-fund")
    if not done:
        shutil.rmtree(folder / "node_modules", ignore_errors=True)
        raise RuntimeError(f"npm could not install Vendure: {said[-2000:]}")


def _npm(folder: Path, seconds: int, *command: str) -> tuple[bool, str]:
    """Whether it went well, and what npm said of its errors."""
    whole = ["npm", *command, "--loglevel=error"]
    try:
        done = subprocess.run(whole, cwd=folder, capture_output=True, text=True, timeout=seconds)
    except subprocess.TimeoutExpired:
        return False, f"not done after {seconds} s"
    return done.returncode == 0, done.stderr


class Vendure:
    """Use as a context manager. `ask` and `upload` are the Admin API as its superadmin sees it."""

    def __init__(self, folder: Path, *, database_url: str = "") -> None:
        """`folder` takes what is uploaded; without `database_url` all else is kept in memory."""
        port = free_port()
        self.host = f"127.0.0.1:{port}"
        self.url = f"http://{self.host}"
        environment = {"PASSWORD": PASSWORD, **({"DATABASE_URL": database_url} if database_url else {})}
        self._process = Process(
            ["node", "server.js", str(folder), str(port)],
            folder=installed(), log=folder / "vendure.log", ready=f"ready on {port}", **environment,
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
