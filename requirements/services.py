"""What the tests need beyond Python packages: a browser, and a word on PostgreSQL and Redis.

`python requirements/services.py browser` installs Chromium: Debian's package when root on Debian, else Playwright's own.
`python requirements/services.py start` starts Debian's PostgreSQL and Redis when they are installed but not running.
"""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def browser():
    if shutil.which("chromium") or shutil.which("chromium-browser"):
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        run("apt-get", "update", "-qq")
        run("apt-get", "install", "-y", "-qq", "chromium")
        return
    run(str(ROOT / ".venv" / "bin" / "playwright"), "install", "chromium")


def start():
    """Debian's own services, for CI; installs them when root and missing."""
    if not reachable(5432):
        package("postgresql", Path("/usr/bin/pg_ctlcluster").exists())
        cluster = max(Path("/etc/postgresql").iterdir()).name
        subprocess.run(["pg_ctlcluster", "--skip-systemctl-redirect", cluster, "main", "start"], check=False)
    if not reachable(6379):
        package("redis-server", shutil.which("redis-server") is not None)
        run("redis-server", "--daemonize", "yes", "--bind", "127.0.0.1", "--port", "6379", "--save", "")


def package(name, present):
    if not present:
        run("apt-get", "update", "-qq")
        run("apt-get", "install", "-y", "-qq", name)


def reachable(port):
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def run(*command):
    print("+", *command, flush=True)
    done = subprocess.run(command, stdout=subprocess.DEVNULL)
    if done.returncode:
        sys.exit(f"{command[0]} failed: install what it names, then try again.")


if __name__ == "__main__":
    {"browser": browser, "start": start}[sys.argv[1]]()
