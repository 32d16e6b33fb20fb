"""Other programs in folders of their own, at the versions of their lock; what is installed once stays for the next run."""

from __future__ import annotations

import fcntl
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.real.process import INSTALLED

SOURCES = Path(__file__).with_name("servers")
INSTALL_S = 900
ASK_S = 60


class Unavailable(Exception):
    """The program cannot be installed here; says why."""


def by_npm(name: str, probe: str) -> Path:
    """The folder in which servers/`name` is installed. Raises `Unavailable` without npm or a registry that has `probe`."""
    if not shutil.which("npm"):
        raise Unavailable("npm is not installed")

    def install(folder: Path) -> None:
        """No package's own script is run: all that has to be compiled comes compiled."""
        # Asked for first: a registry that is out of reach is told at once, and not after hundreds of tries.
        _asked(["npm", "view", probe, "version", "--fetch-retries=0", "--loglevel=error"], folder)
        # `npm ci` stops at optional packages for other machines, which a lock may lack: https://github.com/npm/cli/issues/4828
        _run(["npm", "install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], folder)

    return _installed(name, "package-lock.json", "node_modules", install)


def by_pip(name: str, probe: str) -> Path:
    """The Python of a venv with servers/`name`/requirements.txt. Raises `Unavailable` without a registry of `probe`."""

    def install(folder: Path) -> None:
        python = str(folder / "venv" / "bin" / "python")
        _run([sys.executable, "-m", "venv", "venv"], folder)
        _asked([python, "-m", "pip", "download", "-q", "--no-deps", "--retries=0", "-d", "venv/probe", probe], folder)
        _run([python, "-m", "pip", "install", "-q", "--no-deps", "-r", "requirements.txt"], folder)

    return _installed(name, "requirements.txt", "venv", install) / "venv" / "bin" / "python"


def _installed(name: str, lock: str, inside: str, install: Callable[[Path], None]) -> Path:
    """Its folder; `inside` is what installing makes there, and goes again if that fails."""
    source, folder = SOURCES / name, INSTALLED / name
    with _alone(folder):
        # Kept last: what was killed half-way is no installation.
        done, wanted = folder / "installed", (source / lock).read_bytes()
        current = done.is_file() and done.read_bytes() == wanted and (folder / inside).is_dir()
        for file in (one for one in source.iterdir() if one.is_file()):
            shutil.copy(file, folder / file.name)
        if not current:
            shutil.rmtree(folder / inside, ignore_errors=True)
            try:
                install(folder)
            except BaseException:
                shutil.rmtree(folder / inside, ignore_errors=True)
                raise
            done.write_bytes(wanted)
    return folder


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _asked(command: Sequence[str], folder: Path) -> None:
    said = _said(command, folder, ASK_S)
    if said is not None:
        raise Unavailable(f"its registry is out of reach: {said[-300:]}")


def _run(command: Sequence[str], folder: Path) -> None:
    said = _said(command, folder, INSTALL_S)
    if said is not None:
        raise RuntimeError(f"{command[0]} could not install it: {said[-2000:]}")


def _said(command: Sequence[str], folder: Path, seconds: int) -> str | None:
    """What it said of its errors; None if it went well."""
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=seconds)
    except subprocess.TimeoutExpired:
        return f"not done after {seconds} s"
    return done.stderr if done.returncode else None
