"""The sandbox as tests start it: a real process on a free port of this machine."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.drawn_shop import hang

ROOT = Path(__file__).resolve().parent.parent


class Sandbox:
    """Use as a context manager. `shop` and `pixelz` are the credentials, `control` sets faults.

    It draws the photos that it is asked for, but for those that are among the `drawings`.
    """

    def __init__(
        self,
        folder: Path,
        *,
        turnaround: float = 1.0,
        size: int = 24,
        catalogue: Path | None = None,
        drawings: Path | None = None,
    ) -> None:
        self.folder = folder
        if drawings:
            hang(drawings, folder)
        self.command = [sys.executable, "-m", "pixelzhub.sandbox", "--port", "0", "--data", str(folder)]
        self.command += ["--turnaround", str(turnaround), "--size", str(size)]
        self.command += ["--catalogue", str(catalogue)] if catalogue else []

    def __enter__(self) -> Sandbox:
        (self.folder / "sandbox.json").unlink(missing_ok=True)
        self.process = subprocess.Popen(self.command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + 60
        while not self._is_up():
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError("the sandbox did not start")
            time.sleep(0.05)
        return self

    def __exit__(self, *exc: object) -> None:
        self.process.terminate()
        self.process.wait(20)

    def _is_up(self) -> bool:
        try:
            found = json.loads((self.folder / "sandbox.json").read_text())
            self.url: str = found["url"]
            self.shop: dict[str, str] = found["shop"]
            self.pixelz: dict[str, str] = found["pixelz"]
            self.host = urlsplit(self.url).netloc
            self.first_faults: dict[str, Any] = self.control()["faults"]
        except (OSError, ValueError, KeyError):
            return False
        return True

    def calm(self) -> None:
        """All faults as they were at the start."""
        self._change(self.first_faults)

    def control(self, **wanted: Any) -> dict[str, Any]:
        """The ledger; with arguments, does these things first (pixelzhub/sandbox/control.py says which there are)."""
        if wanted:
            self._change(wanted)
        connection = http.client.HTTPConnection(self.host, timeout=10)
        connection.request("GET", "/control.json")
        found: dict[str, Any] = json.loads(connection.getresponse().read())
        connection.close()
        return found

    def _change(self, wanted: dict[str, Any]) -> None:
        connection = http.client.HTTPConnection(self.host, timeout=10)
        connection.request("POST", "/control.json", json.dumps(wanted), {"Content-Type": "application/json"})
        answer = connection.getresponse()
        said = answer.read().decode()
        connection.close()
        if answer.status != 200:
            raise ValueError(said)
