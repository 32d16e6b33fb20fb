"""Many files on all cores, in worker processes with limits: one picture can fail, a batch cannot."""

from __future__ import annotations

import multiprocessing
import resource
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from pathlib import Path

from analytics.pixels.header import MAX_BYTES, extension_of, readable_bytes
from analytics.pixels.measure import measure
from analytics.pixels.measurement import Measurement

# A 120 megapixel PNG with transparency needs 1.5 GB while it is flattened.
MEMORY_BYTES = 3 * 1024**3
SECONDS = 60
# When a worker dies, the picture that killed it is one of those in flight: these many are measured one by one.
SUSPECTS = 4


def measure_files(
    paths: Sequence[Path], workers: int = 1, seconds: int = SECONDS
) -> Iterator[tuple[Path, Measurement]]:
    """Each path with its measurement, in the order given; a file that takes over `seconds` or kills its worker fails alone."""
    left = list(paths)
    while left:
        done = 0
        for path, measurement in _together(left, workers, seconds):
            yield path, measurement
            done += 1
        suspects, left = left[done : done + SUSPECTS * workers], left[done + SUSPECTS * workers :]
        yield from ((path, _alone(path, seconds)) for path in suspects)


def _together(paths: list[Path], workers: int, seconds: int) -> Iterator[tuple[Path, Measurement]]:
    """As many as are measured before a worker dies."""
    with _pool(workers) as pool:
        try:
            yield from zip(paths, pool.map(partial(_measured, seconds=seconds), paths), strict=True)
        except BrokenProcessPool:
            return


def _alone(path: Path, seconds: int) -> Measurement:
    """One picture in a process of its own; should it die, that is the answer."""
    with _pool(1) as pool:
        try:
            return pool.submit(_measured, path, seconds).result()
        except BrokenProcessPool:
            return _refused(path, f"its reader died on it, of memory or after {seconds} s")


def _pool(workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), initializer=_limit)


def _limit() -> None:
    """Memory is capped for the worker's life; time is capped for each picture by an alarm that nothing catches."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)


def _measured(path: Path, seconds: int) -> Measurement:
    signal.alarm(seconds)
    try:
        if path.stat().st_size > MAX_BYTES:
            size, most = readable_bytes(path.stat().st_size), readable_bytes(MAX_BYTES)
            return _refused(path, f"{size}, more than the {most} that are read")
        return measure(path.read_bytes(), filename=path.name)
    except OSError as error:
        return _refused(path, f"the file cannot be opened: {error.strerror}")
    finally:
        signal.alarm(0)


def _refused(path: Path, reason: str) -> Measurement:
    return Measurement(extension=extension_of(path.name), error="unsupported_format", reason=reason)
