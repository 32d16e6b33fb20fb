"""The order that a member is putting together: templates, combinations, comment, deadline and colour, kept in the session."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from pixelzhub.accounts.models import Merchant
from pixelzhub.retouch.cart import MOST_TOGETHER, WHITE_GLOVE, Wishes

RECOMMENDED = 0
COMMENT_MOST = 2000
YEARS = 2000, 2100
# The soonest time is said with some minutes to spare, so that it can be entered as it stands.
SPARE = timedelta(minutes=10)


class NotTogether(Exception):
    """These photos cannot be combined into one picture."""


class NoDeadline(Exception):
    """What was entered is no time that Pixelz can be asked for."""


@dataclass(slots=True)
class Draft:
    """`token` makes a double click one order; `first` limits the order to so many photos (0: all of them).

    `deadline` is as entered, in the merchant's time zone. `color` is the digest of the colour reference and `color_file`
    where it is kept.
    """

    token: str = field(default_factory=lambda: str(uuid.uuid4()))
    comment: str = ""
    for_all: int = RECOMMENDED
    chosen: dict[str, int] = field(default_factory=dict)
    first: int = 0
    together: list[list[int]] = field(default_factory=list)
    deadline: str = ""
    color: str = ""
    color_file: str = ""

    @classmethod
    def read(cls, session: SessionBase, merchant: Merchant) -> Draft:
        """The draft of this merchant in this browser; a new one is kept at once, so that its token stays."""
        kept = session.get(_key(merchant))
        draft = cls(**kept) if kept else cls()
        if not kept:
            draft.keep(session, merchant)
        return draft

    def keep(self, session: SessionBase, merchant: Merchant) -> None:
        session[_key(merchant)] = {name: getattr(self, name) for name in self.__slots__}

    def use_for_all(self, template: int) -> None:
        """One template for all photos, or the recommended one for each."""
        self.for_all, self.chosen = template, {}

    def take(self, posted: Mapping[str, Any]) -> None:
        """The choices of a form's `template-<placement>` fields; only what differs from the default is kept."""
        for name, value in posted.items():
            placement = name.removeprefix("template-")
            if placement != name and placement.isdigit():
                self._choose(placement, template_choice(value))
        self.comment = str(posted.get("comment", self.comment)).strip()[:COMMENT_MOST]
        self.deadline = str(posted.get("deadline", self.deadline)).strip()[:40]

    def _choose(self, placement: str, template: int) -> None:
        if template == self.for_all:
            self.chosen.pop(placement, None)
        else:
            self.chosen[placement] = template

    def combine(self, picked: Sequence[int]) -> None:
        """These become one picture, with what they were combined with before. Raises `NotTogether`."""
        groups = [group for group in self.together if set(group) & set(picked)]
        grouped = {pk: group for group in groups for pk in group}
        together = list(dict.fromkeys(pk for lead in picked for pk in grouped.get(lead, [lead])))
        if not 2 <= len(together) <= MOST_TOGETHER:
            text = _("One picture is made of 2 to %(most)s photos; you chose %(n)s.")
            raise NotTogether(text % {"most": MOST_TOGETHER, "n": len(together)})
        self.together = [group for group in self.together if group not in groups] + [together]

    def take_apart(self, lead: int) -> None:
        """The combination that this photo leads is single photos again."""
        self.together = [group for group in self.together if group[0] != lead]

    def wishes(self, ids: Iterable[int], deadline: datetime | None = None) -> Wishes:
        """The draft's choices for these placements, as the cart takes them; template 0 leaves it to the recommendation."""
        wanted = list(ids)
        here = set(wanted)
        groups = [[pk for pk in group if pk in here] for group in self.together]
        return Wishes(
            templates={pk: self.chosen.get(str(pk), self.for_all) for pk in wanted},
            together=[group for group in groups if len(group) > 1],
            color_reference=self.color_file,
            deadline=deadline,
            comment=self.comment,
        )


def template_choice(value: Any) -> int:
    """A template's key, WHITE_GLOVE, or RECOMMENDED for anything else."""
    text = str(value)
    return int(text) if text.isdigit() or text == str(WHITE_GLOVE) else RECOMMENDED


def read_deadline(text: str, minimum_hours: int) -> datetime | None:
    """The time that was entered, in the active time zone; None where none was. Raises `NoDeadline`."""
    if not text:
        return None
    try:
        entered = datetime.fromisoformat(text)
        if not YEARS[0] <= entered.year <= YEARS[1]:
            raise ValueError(text)
        deadline = timezone.make_aware(entered) if timezone.is_naive(entered) else entered
    except ValueError:
        raise NoDeadline(_("Deadline: “%(text)s” is no date with a time.") % {"text": text}) from None
    soonest = timezone.now() + timedelta(hours=minimum_hours)
    if deadline < soonest:
        wrong = _("in the past") if deadline < timezone.now() else _("too soon")
        said = _("Deadline: %(at)s is %(wrong)s. Pixelz takes %(soonest)s or later, %(hours)s hours from now.")
        values = {"at": _local(deadline), "wrong": wrong, "soonest": _local(soonest + SPARE), "hours": minimum_hours}
        raise NoDeadline(said % values)
    return deadline


def _local(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "j M Y, H:i")


def drop_draft(session: SessionBase, merchant: Merchant) -> None:
    session.pop(_key(merchant), None)


def _key(merchant: Merchant) -> str:
    return f"draft-{merchant.pk}"
