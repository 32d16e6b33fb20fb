"""`manage.py analyze`: measure pictures on disk and print what they fail; needs no database and no account."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from analytics import report
from analytics.channels import CHANNELS
from analytics.channels.rules import Channel
from analytics.pixels.codes import EXTENSIONS
from analytics.twins.files import FileTwins, measured_once

SUFFIXES = tuple(f".{extension}" for extensions in EXTENSIONS.values() for extension in extensions)


class Command(BaseCommand):
    """Measures files and folders."""

    help = "Measure pictures on disk, print the sales channels' rules that they fail, and which of them are duplicates."
    requires_system_checks = ()  # nothing here needs a database or a setting

    def add_arguments(self, parser: CommandParser) -> None:
        """Which pictures, which channel, how to print."""
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="files or folders")
        parser.add_argument("--channel", choices=sorted(CHANNELS), help="one sales channel; without it, all of them")
        parser.add_argument(
            "--format",
            choices=sorted(report.FORMATS),
            default="table",
            help="table: a line a picture, then the duplicates; json: everything; csv: a line a finding, no duplicates",
        )
        parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes (default: one a core)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Measure, print line by line, and say how fast it went."""
        paths = _pictures(options["paths"])
        if options["workers"] < 1:
            raise CommandError(f"--workers is {options['workers']}; at least 1 is needed")
        channels = [CHANNELS[options["channel"]]] if options["channel"] else list(CHANNELS.values())
        total = report.Sum(Counter())
        for line in report.FORMATS[options["format"]](*_analyzed(paths, channels, options["workers"], total), total):
            self.stdout.write(line)
        self.stderr.write(total.words())


def _analyzed(
    paths: list[Path], channels: list[Channel], workers: int, total: report.Sum
) -> tuple[Iterator[report.Row], Iterator[report.Pair]]:
    """The rows, which are to be read first, and the twins among them; the sum is filled as both are read."""
    started, twins = time.perf_counter(), FileTwins()

    def rows() -> Iterator[report.Row]:
        for picture in measured_once(paths, workers):
            twins.add(picture)
            row = report.row(picture, channels)
            total.verdicts[row.verdict] += 1
            total.seconds = time.perf_counter() - started
            yield row

    def pairs() -> Iterator[report.Pair]:
        yield from twins.pairs()
        total.seconds = time.perf_counter() - started

    return rows(), pairs()


def _pictures(given: list[Path]) -> list[Path]:
    """The files given, whatever they are, and every picture in the folders given."""
    if missing := [path for path in given if not path.exists()]:
        raise CommandError(f"no such file or folder: {missing[0]}")
    found = dict.fromkeys(file for path in given for file in (sorted(path.rglob("*")) if path.is_dir() else [path]))
    named = {path for path in given if not path.is_dir()}
    pictures = [file for file in found if file in named or (file.suffix.lower() in SUFFIXES and file.is_file())]
    if not pictures:
        raise CommandError(f"no pictures in {', '.join(map(str, given))}")
    return pictures
