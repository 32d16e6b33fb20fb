"""Photos that the hub takes in a second, from a server on this machine, against `manage.py analyze` on the same files."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image as Pillow

from tests.bench.photo_worker import SERVER, WORKER
from tests.bench.said import say
from tests.degrade.sources import PHOTOS

ROOT = Path(__file__).resolve().parents[2]
FILES = 96
SIDE = 2000
ROUNDS = 2
WORKERS = (1, 2)
AT_LEAST = 0.45


def photos() -> None:
    """Drawn photographs with grain, then real ones where there are any."""
    say(f"{'photos':24}{'ratio':>8}{'hub':>10}{'analyze':>10}   (photos a second; at least {AT_LEAST} is asked for)")
    with tempfile.TemporaryDirectory() as folder:
        _compare(f"drawn, {SIDE} px", [_drawn(SIDE) for _ in range(16)], Path(folder))
    real = sorted(path for path in PHOTOS.glob("*/*.jpg") if path.stat().st_size > 50_000)
    if not real:
        say("photos: real ones not measured, there are none")
        return
    with tempfile.TemporaryDirectory() as folder:
        _compare(f"{len(real)} real ones", [path.read_bytes() for path in real], Path(folder))


def _compare(name: str, bodies: list[bytes], folder: Path) -> None:
    """The best of some turns that are taken one after the other, so that a busy machine slows both alike."""
    for n in range(FILES):
        # Bytes behind the end of a JPEG are not read: each file is another content with the same picture.
        (folder / f"{n}.jpg").write_bytes(bodies[n % len(bodies)] + n.to_bytes(4, "big"))
    size = sum(path.stat().st_size for path in folder.iterdir()) / FILES
    for workers in WORKERS:
        pairs = [(_hub(folder, workers), _analyze(folder, workers)) for _ in range(ROUNDS)]
        hub, analyze = max(pair[0] for pair in pairs), max(pair[1] for pair in pairs)
        say(
            f"{f'{name}, {workers} at once':24}{hub / analyze:8.2f}{hub:10.1f}{analyze:10.1f}   ({size:,.0f} bytes a file)"
        )


def _analyze(folder: Path, workers: int) -> float:
    """Photos a second as the command says them."""
    command = [sys.executable, "manage.py", "analyze", str(folder), "--workers", str(workers), "--format", "csv"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found = re.search(r"pictures in ([\d.]+) s", done.stderr)
    if not found:
        sys.exit(f"analyze did not say how fast it was: {done.stderr}")
    return FILES / float(found[1])


def _hub(folder: Path, workers: int) -> float:
    """Photos a second by the workers' own clocks, from the first one's start to the last one's end."""
    with tempfile.TemporaryDirectory() as data, _server(folder) as host:
        environment = os.environ | {
            "HUB_ENV": "test", "DJANGO_SETTINGS_MODULE": "pixelzhub.settings", "DATA_DIR": data,
            "ALLOWED_PRIVATE_HOSTS": host,
        }  # fmt: skip
        environment.pop("DATABASE_URL", None)
        subprocess.run([sys.executable, "-c", WORKER, "fill", host, str(FILES)], cwd=ROOT, env=environment, check=True)
        running = [
            subprocess.Popen(
                [sys.executable, "-c", WORKER, "work"], cwd=ROOT, env=environment, stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            )
            for _ in range(workers)
        ]  # fmt: skip
        for process in running:
            assert process.stdout is not None
            process.stdout.readline()
        answers = [process.communicate("go\n")[0] for process in _told(running)]
        spans = [[float(word) for word in answer.split()] for answer in answers]
        if sum(span[2] for span in spans) != FILES:
            sys.exit("The hub did not measure every photo.")
        return FILES / (max(span[1] for span in spans) - min(span[0] for span in spans))


def _told(running: list[subprocess.Popen[str]]) -> list[subprocess.Popen[str]]:
    """All of them told to begin before the first one is waited for."""
    for process in running:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    return running


@contextmanager
def _server(folder: Path) -> Iterator[str]:
    """The host of a file server in a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "-c", SERVER, str(folder)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    try:
        yield f"127.0.0.1:{process.stdout.readline().strip()}"
    finally:
        process.kill()
        process.wait()


def _drawn(side: int) -> bytes:
    """A grainy thing on white, as JPEG."""
    grain = Pillow.effect_noise((side, side), 24).convert("RGB")
    ground = Pillow.new("RGB", (side, side), "white")
    ground.paste(grain.resize((side * 8 // 10,) * 2), (side // 10, side // 10))
    file = io.BytesIO()
    ground.save(file, "JPEG", quality=90)
    return file.getvalue()
