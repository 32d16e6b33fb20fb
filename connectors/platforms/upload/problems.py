"""What cannot be used of what was handed in, and why."""

from __future__ import annotations

from dataclasses import dataclass

SHOWN = 200


class NotReadable(Exception):
    """Nothing of what was handed in can be used; the text says why."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that was left out, and why. `row` is the line of the table, `column` its title."""

    problem: str
    file: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""
    accepted: str = ""

    def as_json(self) -> dict[str, object]:
        """With text that every database can hold."""
        return {
            "row": self.row,
            "file": _holdable(self.file),
            "column": _holdable(self.column),
            "value": _holdable(self.value),
            "accepted": self.accepted,
            "problem": _holdable(self.problem),
        }


class WrongCell(Exception):
    """A cell that cannot be used: its row is left out."""

    def __init__(self, problem: str, *, column: str = "", value: str = "", accepted: str = "") -> None:
        super().__init__(problem)
        self.column, self.value, self.accepted = column, value, accepted

    def at(self, row: int, file: str) -> Problem:
        """As a problem of this row."""
        return Problem(str(self), file, row, self.column[:SHOWN], self.value[:SHOWN], self.accepted)


def _holdable(text: str) -> str:
    # PostgreSQL's jsonb takes no NUL, and no encoding half of a surrogate pair.
    return text.replace("\0", "␀").encode("utf-8", "replace").decode()
