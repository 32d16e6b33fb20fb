"""Pictures on disk: each content measured once, and which of them are twins. Plain Python, needs no database."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from analytics.duplicates import KINDS, Looks, Twins, looks_of
from analytics.pixels.header import extension_of
from analytics.pixels.measurement import Measurement
from analytics.pixels.pool import measure_files
from analytics.twins.bands import Ints
from analytics.twins.near import twins_among


@dataclass(frozen=True, slots=True)
class Picture:
    """One file as it was measured; `sha256` is empty where it cannot be opened."""

    path: Path
    sha256: str
    bytes: int
    measurement: Measurement


def measured_once(paths: Sequence[Path], workers: int) -> Iterator[Picture]:
    """Every file in the order given. Of files with equal bytes the first is measured; none is kept in memory."""
    digests = _digests_of_equal_sizes(paths)
    repeated = Counter(digest for digest in digests.values() if digest)
    firsts: dict[str | Path, Path] = {}
    for path in paths:
        firsts.setdefault(digests.get(path) or path, path)
    results = measure_files(list(firsts.values()), workers)
    known: dict[str, Measurement] = {}
    for path in paths:
        digest = digests.get(path, "")
        measurement = known.get(digest)
        if measurement is None:
            measurement = next(results)[1]
        if repeated[digest] > 1:
            known[digest] = measurement
        named = replace(measurement, extension=extension_of(path.name))
        yield Picture(path, digest or _sha256(path), measurement.bytes or _size(path), named)


def _digests_of_equal_sizes(paths: Sequence[Path]) -> dict[Path, str]:
    """The SHA-256 of files that have another's size: only they can have another's bytes."""
    by_size = defaultdict(list)
    for path in paths:
        by_size[_size(path)].append(path)
    return {path: _sha256(path) for alike in by_size.values() if len(alike) > 1 for path in alike}


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


@dataclass(slots=True)
class FileTwins:
    """Remembers what is compared of each picture, some 500 bytes a content, and tells the pairs at the end."""

    paths: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    looks: dict[str, tuple[float | int | None, ...]] = field(default_factory=dict)

    def add(self, picture: Picture) -> None:
        """Take one picture in; one that cannot be opened is nobody's twin."""
        if picture.sha256:
            self.paths[picture.sha256].append(str(picture.path))
            self.looks.setdefault(picture.sha256, looks_of(picture.measurement))

    def pairs(self) -> Iterator[tuple[Twins, str, str]]:
        """Every pair of twins as (what they are, path, path), each judged by itself, in the order of their paths.

        Copies of a copy are no pair unless they are twins themselves: chains would join what only looks alike.
        """
        contents = sorted(self.paths, key=lambda digest: min(self.paths[digest]))
        places = [sorted(self.paths[digest]) for digest in contents]
        starts, others, kinds = _neighbours(Looks.of([self.looks[digest] for digest in contents]))
        for path, content in sorted((path, n) for n, alike in enumerate(places) for path in alike):
            near = slice(starts[content], starts[content + 1])
            found: list[tuple[str, Twins]] = [(other, "same_bytes") for other in places[content]]
            for other, kind in zip(others[near].tolist(), kinds[near].tolist(), strict=True):
                found += ((there, KINDS[kind]) for there in places[other])
            yield from ((kind, path, other) for other, kind in sorted(found) if other > path)


def _neighbours(looks: Looks) -> tuple[Ints, Ints, Ints]:
    """Whose twins each content is, both ways: those of content n are others[starts[n] : starts[n + 1]]."""
    blocks = list(twins_among(looks))
    one, other, kinds = (np.concatenate([np.zeros(0, np.int32), *column]) for column in zip(*blocks, strict=True))
    heads, others, both = np.r_[one, other], np.r_[other, one], np.r_[kinds, kinds]
    order = np.argsort(heads, kind="stable")
    starts = np.searchsorted(heads[order], np.arange(looks.subject.shape[0] + 1))
    return starts, others[order], both[order]
