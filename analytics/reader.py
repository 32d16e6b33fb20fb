"""Pictures are decoded in a process of their own, with caps on memory and time: a bad one cannot take its neighbours along.

`Reader` is the hub's side; `python -m analytics.reader` is the process. They speak in length-prefixed frames.
"""

from __future__ import annotations

import json
import os
import resource
import select
import struct
import subprocess
import sys
import time
from functools import cache
from pathlib import Path
from typing import IO

from analytics.pixels import Measurement, measure_with_thumbnail

MEMORY_BYTES = 3 * 1024**3
SECONDS = 60.0
# A photo in few swaps between the two processes instead of one every 64 KB; Linux lets anyone have so much.
PIPE_BYTES = 1024**2
ROOT = Path(__file__).resolve().parent.parent


class ReaderDied(Exception):
    """The process ended, or took too long, while it had this picture in hand."""


class Reader:
    """Measures pictures one after the other in a child process. Use as a context manager."""

    def __init__(self, *, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *exc: object) -> None:
        self._end()

    def read(self, data: bytes, filename: str) -> tuple[Measurement, bytes]:
        """The measurement and a thumbnail (empty if it could not be opened). Raises `ReaderDied`."""
        process = self._running()
        try:
            _write_frame(process.stdin, filename.encode())
            _write_frame(process.stdin, data)
            answer = self._frame(process)
            return Measurement.from_json(json.loads(answer)), self._frame(process)
        except (OSError, EOFError) as error:
            self._end()
            raise ReaderDied(f"The picture could not be read within {self.seconds:.0f} s and 3 GB.") from error

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "analytics.reader"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=ROOT,
                pipesize=PIPE_BYTES,
            )
        return self._process

    def _frame(self, process: subprocess.Popen[bytes]) -> bytes:
        assert process.stdout is not None
        until = time.monotonic() + self.seconds
        (size,) = struct.unpack(">I", _exactly(process.stdout.fileno(), 4, until))
        return _exactly(process.stdout.fileno(), size, until)

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


@cache
def shared_reader() -> Reader:
    """One reader a process, started on first use: numpy and OpenCV take longer to import than a picture to read.

    It ends with the process that holds its input.
    """
    return Reader()


def _exactly(descriptor: int, size: int, until: float) -> bytes:
    chunks: list[bytes] = []
    while size:
        ready, _, _ = select.select([descriptor], [], [], max(0.0, until - time.monotonic()))
        if not ready:
            raise TimeoutError
        chunk = os.read(descriptor, size)
        if not chunk:
            raise EOFError
        chunks.append(chunk)
        size -= len(chunk)
    return b"".join(chunks)


def _write_frame(pipe: IO[bytes] | None, data: bytes) -> None:
    assert pipe is not None
    pipe.write(struct.pack(">I", len(data)))
    pipe.write(data)
    pipe.flush()


def _read_frame(pipe: IO[bytes]) -> bytes | None:
    head = pipe.read(4)
    return pipe.read(struct.unpack(">I", head)[0]) if len(head) == 4 else None


def _serve() -> None:
    """The process: a name, some bytes; a measurement, a thumbnail."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    while (name := _read_frame(sys.stdin.buffer)) is not None:
        data = _read_frame(sys.stdin.buffer) or b""
        measurement, picture = measure_with_thumbnail(data, filename=name.decode())
        _write_frame(sys.stdout.buffer, json.dumps(measurement.to_json()).encode())
        _write_frame(sys.stdout.buffer, picture)


if __name__ == "__main__":
    _serve()
