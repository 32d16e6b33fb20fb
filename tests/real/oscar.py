"""A real shop of django-oscar, installed by pip at the versions of its lock, on a free port of this machine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx

from connectors.platforms.custom.examples import examples
from pixelzhub.environment import free_port
from tests.connectors.servers import jpeg
from tests.real.installing import SOURCES, by_pip
from tests.real.process import Process

PASSWORD = "a password of the tests"
ADMIN, READER = "admin@example.com", "reader@example.com"
BASIC = 'auth: {type: basic, username: "{{secret.user}}", password: "{{secret.password}}"}'
TOKEN = """\
auth:
  type: login_token
  name: Authorization
  value: Token {{token}}
  token: token
  request: {method: POST, path: token/, form: {username: "{{secret.user}}", password: "{{secret.password}}"}}"""


class Oscar:
    """Use as a context manager. `ask` is its admin API as a superuser sees it."""

    def __init__(self, folder: Path, *, page_size: int = 0) -> None:
        """`folder` takes SQLite and uploads. Lists come whole without a `page_size`. Raises `Unavailable`."""
        port = free_port()
        self.host = f"127.0.0.1:{port}"
        self.url = f"http://{self.host}"
        self.pictures = [jpeg(number, (64, 48)) for number in range(1, 5)]
        (folder / "photos").mkdir()
        for number, data in enumerate(self.pictures):
            (folder / "photos" / f"{number}.jpg").write_bytes(data)
        (folder / "photos" / "Füße & 50%.jpg").write_bytes(jpeg(5, (64, 48)))
        python = by_pip("oscar", "django-oscar-api")
        self._process = Process(
            [str(python), str(SOURCES / "oscar" / "server.py"), str(folder), str(port)],
            folder=folder, log=folder / "oscar.log", ready=f"ready on {port}", PASSWORD=PASSWORD,
            PAGE_SIZE=str(page_size),
        )  # fmt: skip
        self._client = httpx.Client(base_url=self.url, trust_env=False, timeout=60, auth=(ADMIN, PASSWORD))

    def __enter__(self) -> Oscar:
        self._process.__enter__()
        return self

    def __exit__(self, *exc: object) -> None:
        self._client.close()
        self._process.__exit__(*exc)

    def ask(self, path: str) -> Any:
        answer = self._client.get(f"/api/admin/{path}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    def products(self) -> dict[str, str]:
        """Ids by title, without children."""
        found = self.ask("products/")
        while isinstance(found, dict) and found["next"]:
            more = self._client.get(found["next"]).json()
            found = {"next": more["next"], "results": found["results"] + more["results"]}
        rows = found["results"] if isinstance(found, dict) else found
        return {row["title"]: str(row["id"]) for row in rows if row["structure"] != "child"}

    def settings(self, *, user: str = ADMIN, password: str = PASSWORD, by_token: bool = False) -> dict[str, str]:
        """What a merchant enters: the example for django-oscar with this shop's address."""
        text = next(one.text for one in examples() if one.name == "django_oscar")
        text = text.replace("https://shop.example.com/api/", f"{self.url}/" if by_token else f"{self.url}/api/")
        if by_token:
            assert BASIC in text
            text = text.replace(BASIC, TOKEN).replace("admin/products/", "api/admin/products/")
        return {"description": text, "secrets": f"user={user};password={password}"}
