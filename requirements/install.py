"""Makes .venv and installs exactly a hashed lock into it: `python3 requirements/install.py base|dev`.

Standard library only. Says in one line what to do when the machine lacks something.
"""

import errno
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
NEEDED = (3, 11)
FREE_BYTES = 1_500_000_000


def main(lock_name):
    if sys.version_info < NEEDED:
        found = ".".join(str(part) for part in sys.version_info[:3])
        stop(f"Python {found} is too old: install Python 3.11 or newer, then: make PYTHON=python3.11 demo")
    lock = ROOT / "requirements" / f"{lock_name}.txt"
    stamp = VENV / f"installed-{lock_name}"
    digest = hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()
    if stamp.exists() and stamp.read_text() == digest:
        return
    try:
        make_environment()
        install(lock)
        stamp.write_text(digest)
    except OSError as error:
        stop(explain(error))


def make_environment():
    if not os.access(ROOT, os.W_OK):
        stop(f"{ROOT} cannot be written: copy the project to a folder of your own.")
    if shutil.disk_usage(ROOT).free < FREE_BYTES:
        stop(f"The packages need 1.5 GB and {ROOT} has less: make room first.")
    if (VENV / "bin" / "python").exists():
        return
    say("Making .venv")
    made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True)
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        if "ensurepip" in made.stdout + made.stderr:
            stop("Python's venv module is missing: apt-get install python3-venv (Debian, Ubuntu), then try again.")
        stop((made.stderr or made.stdout).strip().splitlines()[-1])


def install(lock):
    say(f"Installing the packages of {lock.relative_to(ROOT)} (about a minute, once)")
    command = [str(VENV / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    done = subprocess.run([*command, "--require-hashes", "-r", str(lock)], capture_output=True, text=True)
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or done.stderr.splitlines()
        stop(f"The packages could not be installed: {lines[0] if lines else 'pip said nothing'}")


def explain(error):
    if error.errno == errno.ENOSPC:
        return "The disk is full: the packages need 1.5 GB."
    if error.errno in (errno.EACCES, errno.EROFS):
        return f"{ROOT} cannot be written: copy the project to a folder of your own."
    return str(error)


def say(line):
    print(line, flush=True)


def stop(line):
    sys.exit(line)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "base")
