"""A whole measurement against the pure scaled decode of the same picture; two workers against one; against CleanVision."""

from __future__ import annotations

import io
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image as Pillow

from analytics.pixels import measure
from tests.bench.said import say
from tests.degrade.sources import PHOTOS

ROOT = Path(__file__).resolve().parents[2]
# Made by: python3 -m venv var/cleanvision && var/cleanvision/bin/pip install --require-hashes -r requirements/bench.txt
CLEANVISION = ROOT / "var" / "cleanvision" / "bin" / "python"
CHECK = """
import sys, time
from cleanvision import Imagelab
began = time.perf_counter()
Imagelab(data_path=sys.argv[1], verbose=False).find_issues(n_jobs=int(sys.argv[2]), verbose=False)
print(time.perf_counter() - began)
"""
# The first photos are measured twice: what it takes to start the workers is not counted.
POOL = """
import resource, sys, time
from pathlib import Path
from analytics.pixels.pool import measure_files
paths, workers = sorted(Path(sys.argv[1]).glob("*.jpg")), int(sys.argv[2])
answers = measure_files(paths[: 4 * workers] + paths, workers)
for _ in range(4 * workers):
    next(answers)
began = time.perf_counter()
list(answers)
print(time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
FILES = 100
ROUNDS = 15


def measuring() -> None:
    """Drawn photographs with grain as JPEG of 1,000, 2,000 and 3,000 px, then real ones where there are any."""
    say(f"{'measuring':24}{'ratio':>8}{'measure':>12}{'decode':>12}   (ms, whole measurement against scaled decode)")
    for side in (1000, 2000, 3000):
        data = _photograph(side)
        _against_decode(f"{side} px, {len(data) / 1000:,.0f} KB", [data])
    paths = sorted(path for path in PHOTOS.glob("*/*.jpg") if path.stat().st_size > 50_000)
    if paths:
        _against_decode(f"{len(paths)} real photos", [path.read_bytes() for path in paths])
    with tempfile.TemporaryDirectory() as folder:
        count = _files(Path(folder), paths)
        _against_cleanvision(Path(folder), count, _workers(Path(folder), count))


def _against_decode(name: str, files: list[bytes]) -> None:
    """Medians of turns that are taken one after the other, so that a busy machine slows both alike."""
    whole, decode = [], []
    for _turn in range(ROUNDS if len(files) == 1 else 1):
        for data in files:
            decode.append(_seconds(lambda data=data: _scaled(data)))
            whole.append(_seconds(lambda data=data: measure(data)))
    ratio = statistics.median(a / b for a, b in zip(whole, decode, strict=True))
    say(f"{name:24}{ratio:8.2f}{statistics.median(whole) * 1000:12.1f}{statistics.median(decode) * 1000:12.1f}")


def _seconds(call: object) -> float:
    """Seconds of this process's own time: what others do on the machine is not counted."""
    assert callable(call)
    began = time.process_time()
    call()
    return time.process_time() - began


def _workers(folder: Path, count: int) -> dict[int, float]:
    """Photos a second by the number of workers, from a process of its own, as the product's workers are started."""
    rates = {}
    for workers in (1, 2):
        done = _run(sys.executable, POOL, folder, workers)
        seconds, peak = (float(word) for word in done.stdout.split())
        rates[workers] = count / seconds
    say(
        f"{'two workers':24}{rates[2] / rates[1]:8.2f} of one's rate ({rates[1]:.0f} and {rates[2]:.0f} photos a second)"
    )
    say(f"{'largest worker':24}{peak / 1024:8.0f} MB at its peak")
    return rates


def _run(python: Path | str, script: str, folder: Path, workers: int) -> subprocess.CompletedProcess[str]:
    command = [str(python), "-c", script, str(folder), str(workers)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)


def _against_cleanvision(folder: Path, count: int, rates: dict[int, float]) -> None:
    """All its checks on the same files with as many processes."""
    if not CLEANVISION.exists():
        say("against CleanVision: not measured, it is not installed (requirements/bench.txt into var/cleanvision)")
        return
    for workers, rate in rates.items():
        done = _run(CLEANVISION, CHECK, folder, workers)
        if done.returncode:
            say(f"against CleanVision: not measured, it failed: {done.stderr.strip().splitlines()[-1]}")
            return
        theirs = count / float(done.stdout.split()[-1])
        say(f"{f'CleanVision, {workers} process':24}{rate / theirs:8.1f} times as fast ({theirs:.1f} photos a second)")


def _files(folder: Path, real: list[Path]) -> int:
    """How many photos were put into the folder: real ones where there are any, else drawn ones."""
    bodies = [path.read_bytes() for path in real] or [_photograph(side) for side in (1000, 1400, 2000)]
    for n in range(FILES):
        (folder / f"{n}.jpg").write_bytes(bodies[n % len(bodies)])
    return FILES


def _photograph(side: int) -> bytes:
    grain = Pillow.effect_noise((side, side), 24).convert("RGB")
    ground = Pillow.new("RGB", (side, side), "white")
    ground.paste(grain.resize((side * 8 // 10,) * 2), (side // 10, side // 10))
    file = io.BytesIO()
    ground.save(file, "JPEG", quality=90)
    return file.getvalue()


def _scaled(data: bytes) -> None:
    image = Pillow.open(io.BytesIO(data))
    image.draft("YCbCr", (512, 512))
    image.load()
