"""The product's web server, started as the product starts it, over a database of its own with jobs at Pixelz."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from connectors.signing import hmac_base64
from pixelzhub.environment import free_port

SECRET = "application-secret"
ROOT = Path(__file__).resolve().parents[2]
# As Pixelz spells it (Developer API, Verify Webhook): underscores and all.
LITERAL = "HTTP_X_PXZ_CUSTOMER_HMAC_SHA256"


@dataclass(frozen=True, slots=True)
class Intake:
    """Where the server listens, the callback path of each job, and the bare view's."""

    port: int
    hooks: list[str]
    bare: str
    environment: dict[str, str]

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)


def body_of(number: int) -> bytes:
    """What Pixelz sends for job `number`."""
    said = {"imageTicket": f"t-{number}", "processedImageURL": "http://x.example/a.jpg", "templateId": "1"}
    return json.dumps(said).encode()


def call(
    connection: http.client.HTTPConnection, path: str, body: bytes, header: str = LITERAL, *, key: str = SECRET
) -> int:
    """One signed webhook; gives the status."""
    headers = {"Content-Type": "application/json", header: hmac_base64(key, body)}
    connection.request("POST", path, body, headers)
    answer = connection.getresponse()
    answer.read()
    return answer.status


@contextmanager
def intake(folder: Path, jobs: int, *, database_url: str = "", migrated: Path | None = None) -> Iterator[Intake]:
    """Started and ready; ended with everything that it started. Its SQLite database may begin as a copy."""
    if migrated:
        shutil.copy(migrated, folder / "hub.sqlite3")
    port = free_port()
    environment = {
        **os.environ, "HUB_ENV": "dev", "DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "tests.intake.settings",
        "PUBLIC_URL": f"http://127.0.0.1:{port}", "ALLOWED_HOSTS": "127.0.0.1",
    }  # fmt: skip
    environment |= {"DATABASE_URL": database_url} if database_url else {}
    made = subprocess.run(
        [sys.executable, "-m", "tests.intake.jobs", str(jobs)],
        cwd=ROOT, env=environment, check=True, capture_output=True, text=True,
    )  # fmt: skip
    rows = json.loads(made.stdout.splitlines()[-1])
    granian = str(Path(sys.executable).parent / "granian")
    command = [granian, "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1"]
    command += ["--blocking-threads", "4", "--no-ws", "pixelzhub.wsgi:application"]
    with (folder / "web.log").open("wb") as log:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            _wait(port)
            yield Intake(port, rows["hooks"], f"/bare/{rows['merchant']}/", environment)
        finally:
            server.terminate()
            server.wait(30)


def _wait(port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with suppress(OSError), closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
            connection.request("GET", "/healthz")
            connection.getresponse()
            return
        time.sleep(0.05)
    raise RuntimeError("The web server did not answer.")
