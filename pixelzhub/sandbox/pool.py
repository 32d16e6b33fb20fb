"""Worker processes for pixels, so that no HTTP thread ever waits for a picture of someone else."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Pool:
    """A process pool that is started on first use and again after a worker was killed."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._lock = threading.Lock()
        self._executor: ProcessPoolExecutor | None = None

    def submit(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        with self._lock:
            try:
                return self._started().submit(work, *args, **kwargs)
            except BrokenProcessPool:
                self._executor = None
                return self._started().submit(work, *args, **kwargs)

    def close(self) -> None:
        """End all workers now; what they were doing is begun again at the next start."""
        with self._lock:
            for worker in multiprocessing.active_children():
                worker.terminate()
            if self._executor is not None:
                self._executor.shutdown(cancel_futures=True)

    def _started(self) -> ProcessPoolExecutor:
        if self._executor is None:
            # Not fork: the server has threads, and a forked child would inherit their locks.
            context = multiprocessing.get_context("spawn")
            self._executor = ProcessPoolExecutor(self.workers, mp_context=context, initializer=_settle)
        return self._executor


def _settle() -> None:
    """A worker ends with its parent, even if that was killed, and leaves Ctrl-C to it."""
    import cv2

    cv2.setNumThreads(1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)
