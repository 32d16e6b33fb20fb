"""The environment of commands that need none of the operator: the demo and what works on files alone.

Settings are read once, so this runs before them: manage.py calls `prepare` with the command line.
"""

from __future__ import annotations

import fcntl
import json
import os
import random
import socket
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DEMO_DIR = ROOT / "var" / "demo"
ONCE_DIR = ROOT / "var" / "once"
DEFAULT_PORT = 8000
#: commands that work without settings of the operator
RELAXED = {"demo", "analyze", "connector", "api_key", "makemigrations"}


def prepare(argv: list[str]) -> None:
    """Fill in what the command line implies; whatever the operator set himself stands."""
    command = argv[1] if len(argv) > 1 else ""
    if command in RELAXED:
        os.environ.setdefault("HUB_ENV", "demo")
        if data := _option(argv, "--data"):
            os.environ["DATA_DIR"] = str(Path(data).resolve())
    if command == "demo" and "--help" not in argv:
        _prepare_demo(argv)


def _prepare_demo(argv: list[str]) -> None:
    once = "--once" in argv
    running = running_demo(Path(os.environ.get("DATA_DIR", DEMO_DIR)), _option(argv, "--catalogue"))
    if once and running:
        web, sandbox, folder = running["web"], running["sandbox"], Path(os.environ.get("DATA_DIR", DEMO_DIR))
    elif once:
        web, sandbox = _local(free_port()), _local(free_port())
        folder = Path(os.environ.get("DATA_DIR", ONCE_DIR / str(os.getpid())))
    else:
        port = int(_option(argv, "--port") or os.environ.get("PORT") or DEFAULT_PORT)
        web, sandbox, folder = _local(port), _local(port + 1), Path(os.environ.get("DATA_DIR", DEMO_DIR))
    os.environ.update(demo_environment(folder, web=web, sandbox=sandbox))
    if public := _option(argv, "--public-url"):
        os.environ["PUBLIC_URL"] = public


def demo_environment(folder: Path, *, web: str, sandbox: str) -> dict[str, str]:
    """What the demo's own process and all its children run with. Times are scaled: the sandbox works in seconds."""
    return {
        "HUB_ENV": "demo",
        "DATA_DIR": str(folder),
        "DATABASE_URL": os.environ.get("DATABASE_URL", f"sqlite:///{folder / 'hub.sqlite3'}"),
        "PUBLIC_URL": web,
        "ALLOWED_PRIVATE_HOSTS": sandbox.removeprefix("http://"),
        "PIXELZ_API_URL": f"{sandbox}/pixelz/REST.svc/",
        "PIXELZ_FILES_URL": f"{sandbox}/pixelz/files/",
        "PIXELZ_ASK_AGAIN_S": os.environ.get("PIXELZ_ASK_AGAIN_S", "4"),
        "PIXELZ_POLL_S": os.environ.get("PIXELZ_POLL_S", "15"),
        "SWEEP_S": os.environ.get("SWEEP_S", "2"),
        "LEASE_S": os.environ.get("LEASE_S", "120"),
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONUNBUFFERED": "1",
    }


def running_demo(folder: Path, catalogue: str | None) -> dict[str, Any] | None:
    """The demo.json of a demo that runs in this folder on this catalogue, or None."""
    if not is_locked(folder):
        return None
    try:
        found: dict[str, Any] = json.loads((folder / "demo.json").read_text())
    except (OSError, ValueError):
        return None
    wanted = str(Path(catalogue).resolve()) if catalogue else None
    return found if wanted in {None, found.get("catalogue")} else None


def is_locked(folder: Path) -> bool:
    """True while a demo runs in this folder: it holds the lock, and a dead one's lock is gone."""
    try:
        with (folder / "demo.lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return False
    except BlockingIOError:
        return True
    except OSError:
        return False


def free_port(neighbours: int = 0) -> int:
    """A port of this machine that is free now, with so many after it.

    Below the range from which the system takes the ports of outgoing connections: there it stays free until it is used.
    """
    while True:
        port = random.randrange(20_000, 32_000)  # noqa: S311 - any port will do
        if all(_is_free(port + offset) for offset in range(neighbours + 1)):
            return port


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _local(port: int) -> str:
    return f"http://127.0.0.1:{port}"


def _option(argv: list[str], name: str) -> str | None:
    for index, word in enumerate(argv):
        if word == name and index + 1 < len(argv):
            return argv[index + 1]
        if word.startswith(f"{name}="):
            return word.partition("=")[2]
    return None
