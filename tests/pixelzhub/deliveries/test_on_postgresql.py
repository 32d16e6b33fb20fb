"""Where transactions run at once: no message is lost, sent twice or overtaken."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.services, pytest.mark.timeout(240), pytest.mark.xdist_group("postgresql")]
ROOT = Path(__file__).resolve().parents[3]


def test_three_tell_while_three_send_and_every_message_comes_once_in_its_order(tmp_path: Path, postgresql: str) -> None:
    environment = os.environ | {"DATABASE_URL": postgresql, "DATA_DIR": str(tmp_path), "HUB_ENV": "test"}
    environment["DJANGO_SETTINGS_MODULE"] = "pixelzhub.settings"
    command = [sys.executable, "-m", "tests.pixelzhub.deliveries.all_at_once"]
    ran = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=230)
    assert ran.returncode == 0, ran.stderr[-2000:]
    found = json.loads(ran.stdout.splitlines()[-1])
    assert found["woken"], "a message that was committed after the sender had looked"
    assert (len(found["ids"]), len(set(found["ids"])), found["waiting"]) == (301, 301, 0)
    for teller in range(3):
        assert [n for who, n in found["heard"] if who == teller] == list(range(100))
