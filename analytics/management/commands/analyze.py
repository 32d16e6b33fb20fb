"""`manage.py analyze`: measure pictures on disk and print what they fail; needs no database and no account."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from analytics import report
from analytics.channels import CHANNELS
from analytics.pixels.codes import EXTENSIONS
from analytics.pixels.pool import measure_files

SUFFIXES = tuple(f".{extension}" for extensions in EXTENSIONS.values() for extension in extensions)


class Command(BaseCommand):
    """Measures files and folders."""

    help = "Measure pictures on disk and print the sales channels' rules that they fail."
    requires_system_checks = ()  # nothing here needs a database or a setting

    def add_arguments(self, parser: CommandParser) -> None:
        """Which pictures, which channel, how to print."""
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="files or folders")
        parser.add_argument("--channel", choices=sorted(CHANNELS), help="one sales channel; without it, all of them")
        parser.add_argument("--format", choices=sorted(report.FORMATS), default="table")
        parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes (default: one a core)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Measure, print, and say how fast it went."""
        paths = _pictures(options["paths"])
        if options["workers"] < 1:
            raise CommandError(f"--workers is {options['workers']}; at least 1 is needed")
        channels = [CHANNELS[options["channel"]]] if options["channel"] else list(CHANNELS.values())
        started = time.perf_counter()
        rows = [report.row(path, m, channels) for path, m in measure_files(paths, options["workers"])]
        self.stdout.write(report.FORMATS[options["format"]](rows))
        self.stderr.write(report.summary(rows, time.perf_counter() - started))


def _pictures(given: list[Path]) -> list[Path]:
    """The files given, whatever they are, and every picture in the folders given."""
    if missing := [path for path in given if not path.exists()]:
        raise CommandError(f"no such file or folder: {missing[0]}")
    found = [file for path in given for file in (sorted(path.rglob("*")) if path.is_dir() else [path])]
    pictures = [file for file in found if file in given or (file.is_file() and file.suffix.lower() in SUFFIXES)]
    if not pictures:
        raise CommandError(f"no pictures in {', '.join(map(str, given))}")
    return pictures
