"""YAML as plain data that knows the line of each of its parts. No anchors, no tags, no depth to drown in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import yaml

MAX_CHARACTERS = 100_000
MAX_DEPTH = 30
PLAIN = {f"tag:yaml.org,2002:{kind}" for kind in ("null", "bool", "int", "float")}

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a description, and in which line (counted from 1)."""

    line: int
    path: str
    says: str

    def __str__(self) -> str:
        return f"line {self.line}: {f'{self.path} ' if self.path else ''}{self.says}"


@dataclass(slots=True)
class Written:
    """The data of a text and the line of each path in it."""

    data: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def blame(self, path: Path, says: str) -> None:
        """Note a problem at a path, or at the nearest part above it that was written."""
        known = path
        while known and known not in self.lines:
            known = known[:-1]
        self.problems.append(Problem(self.lines.get(known, 1), dotted(path), says))


def dotted(path: Path) -> str:
    """A path as the merchant reads it: errors[0].do."""
    shown = ""
    for part in path:
        shown += f"[{part}]" if isinstance(part, int) else f".{part}" if shown else part
    return shown


def read_lines(text: str) -> Written:
    """The data with its lines; what cannot be read is among its problems."""
    written = Written()
    if len(text) > MAX_CHARACTERS:
        written.problems.append(Problem(1, "", f"is longer than {MAX_CHARACTERS:,} characters"))
        return written
    try:
        refused = _refused(text)
        node = None if refused else yaml.compose(text, yaml.SafeLoader)
    except yaml.YAMLError as error:
        refused, node = _syntax(error), None
    if refused:
        written.problems.append(refused)
    elif node is None:
        written.problems.append(Problem(1, "", "The description is empty."))
    else:
        written.data = _value(node, (), written)
    return written


def _refused(text: str) -> Problem | None:
    """Anchors multiply what they name, tags make objects: neither is let in. Events are read one by one."""
    depth = 0
    for event in yaml.parse(text, yaml.SafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            return Problem(line, "", "Anchors and aliases (& and *) are not taken: write the part out.")
        if getattr(event, "tag", None):
            return Problem(line, "", "Tags (!) are not taken.")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            return Problem(line, "", f"is nested more than {MAX_DEPTH} levels deep")
    return None


def _syntax(error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None)
    what = getattr(error, "problem", None) or getattr(error, "reason", None) or "cannot be read"
    return Problem(mark.line + 1 if mark else 1, "", f"This is not YAML: {what}.")


def _value(node: yaml.Node, path: Path, written: Written) -> Any:
    written.lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, written)
    if isinstance(node, yaml.SequenceNode):
        return [_value(one, (*path, place), written) for place, one in enumerate(node.value)]
    if any("\ud800" <= letter <= "\udfff" for letter in node.value):
        written.blame(path, "holds half a letter")
    if node.tag not in PLAIN:
        return node.value
    try:
        return yaml.safe_load(node.value)
    except (yaml.YAMLError, ValueError):
        written.blame(path, "is a number that is too long")
        return None


def _mapping(node: yaml.MappingNode, path: Path, written: Written) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in node.value:
        name = str(key.value)
        inner = (*path, name)
        written.lines.setdefault(inner, key.start_mark.line + 1)
        if not isinstance(key, yaml.ScalarNode):
            written.blame(path, "has a key that is no name")
        elif name in found:
            written.problems.append(Problem(key.start_mark.line + 1, dotted(inner), "is there twice"))
        else:
            found[name] = _value(value, inner, written)
    return found
