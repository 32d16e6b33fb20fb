"""`python -m pixelzhub.sandbox --port N --data DIR`: starts the shop and Pixelz."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from pathlib import Path

from pixelzhub.sandbox.app import Sandbox
from pixelzhub.sandbox.server import Server

GRACE_S = 2.0


def main() -> None:
    """Listen until told to stop; says in one line where."""
    options = _options()
    app = Sandbox(options.data, turnaround_s=options.turnaround)
    app.stock(options.catalogue, options.size)
    server = Server(app, options.port)
    app.start(server.base)
    for kind in (signal.SIGTERM, signal.SIGINT):
        # shutdown() waits for the loop that this very thread runs, so another thread has to call it.
        signal.signal(kind, lambda *_: threading.Thread(target=server.shutdown).start())
    sys.stdout.write(f"Sandbox listens on {server.base} and keeps its data in {options.data}\n")
    sys.stdout.flush()
    server.serve_forever(poll_interval=0.1)
    server.server_close()
    # A thread may still wait for a far server. All state is in the database, so nobody has to wait for that thread.
    last_resort = threading.Timer(GRACE_S, os._exit, (0,))
    last_resort.daemon = True
    last_resort.start()
    app.stop()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m pixelzhub.sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes any free port")
    parser.add_argument("--data", type=Path, required=True, help="the folder that keeps everything")
    parser.add_argument("--catalogue", type=_folder, help="a folder of photographs to sell instead of the drawn ones")
    parser.add_argument("--size", type=int, help="how many photos to draw (default: forty products' worth)")
    parser.add_argument("--turnaround", type=float, default=8.0, help="seconds that Pixelz takes for a photo")
    return parser.parse_args()


def _folder(value: str) -> Path:
    path = Path(value)
    if not path.is_dir():
        raise argparse.ArgumentTypeError(f"{value} is not a folder")
    return path.resolve()


if __name__ == "__main__":
    main()
