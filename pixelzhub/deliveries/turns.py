"""Whose turn it is to send for an endpoint: one sender at a time, and one that was taken for dead writes nothing more."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from pixelzhub.deliveries.disabling import disable_failing
from pixelzhub.deliveries.endpoints import Endpoint, Message
from pixelzhub.deliveries.posting import Outcome
from pixelzhub.deliveries.retrying import next_try

# Longer than a try takes that ends by its own timeouts; renewed before each.
TURN_S = 60.0


class Turn:
    """The right to send for one endpoint. `until` tells it from a turn that somebody took later."""

    def __init__(self, endpoint: Endpoint, until: datetime) -> None:
        self.endpoint, self.until = endpoint, until

    def next_message(self) -> Message | None:
        """The oldest waiting message, its try written down before it is made; None when this turn is over."""
        with transaction.atomic():
            if not self._renew():
                return None
            message = Message.objects.filter(endpoint=self.endpoint, state=Message.State.WAITING).order_by("id").first()
            if message is None:
                self._mine().update(due_at=None, sender_until=None, last_error="")
                return None
            if message.is_spent:
                # Its last try was begun and nobody lived to note it.
                self._give_up(message, Outcome(error="The last try was not finished."))
                return None
            return message if self._begin(message) else None

    def note(self, message: Message, outcome: Outcome) -> bool:
        """Write down what came of a try; True if the next message may go.

        Where the turn was lost nothing is written: whoever has it sends this message again, and the next ones after it.
        """
        with transaction.atomic():
            if not self._mine().update(last_error=outcome.error):
                return False
            if not outcome.error:
                return self._write(message, outcome, Message.State.SENT)
            if outcome.is_gone or message.is_spent:
                self._give_up(message, outcome)
            else:
                self._write(message, outcome, Message.State.WAITING)
                self._mine().filter(disabled_at=None).update(due_at=_again(message, outcome.asked_s))
            self._mine().update(sender_until=None)
            return False

    def end(self) -> None:
        """Leave the rest to the next turn, so that others get theirs."""
        self._mine().filter(disabled_at=None).update(sender_until=None, due_at=timezone.now())

    def _mine(self) -> QuerySet[Endpoint]:
        return Endpoint.objects.filter(pk=self.endpoint.pk, sender_until=self.until)

    def _renew(self) -> bool:
        until = _turn_end()
        if not self._mine().filter(disabled_at=None).update(sender_until=until):
            return False
        self.until = until
        # Address and secrets may have been changed on the page meanwhile.
        self.endpoint.refresh_from_db()
        return True

    def _begin(self, message: Message) -> bool:
        """Written as if it failed: a try that kills its sender is not made again at once."""
        seen, now = message.attempts, timezone.now()
        message.attempts, message.tried_at, message.first_tried_at = seen + 1, now, message.first_tried_at or now
        mine = Message.objects.filter(pk=message.pk, state=Message.State.WAITING, attempts=seen)
        moved = mine.update(attempts=seen + 1, tried_at=now, first_tried_at=message.first_tried_at)
        self._mine().update(due_at=max(self.until, _again(message)))
        return bool(moved)

    def _write(self, message: Message, outcome: Outcome, state: Message.State) -> bool:
        mine = Message.objects.filter(pk=message.pk, state=Message.State.WAITING, attempts=message.attempts)
        told = {"status": outcome.status, "answer": outcome.answer, "last_error": outcome.error}
        return bool(mine.update(state=state, **told))

    def _give_up(self, message: Message, outcome: Outcome) -> None:
        self._write(message, outcome, Message.State.FAILED)
        because = Endpoint.Disabled.GONE if outcome.is_gone else Endpoint.Disabled.FAILING
        disable_failing(self.endpoint, because, outcome.error)


def take_turn(endpoint: Endpoint) -> Turn | None:
    """The turn, or None while somebody else has it."""
    until, now = _turn_end(), timezone.now()
    free = Endpoint.objects.filter(pk=endpoint.pk, disabled_at=None)
    taken = free.filter(Q(sender_until=None) | Q(sender_until__lte=now)).update(sender_until=until)
    return Turn(endpoint, until) if taken else None


def _turn_end() -> datetime:
    return timezone.now() + timedelta(seconds=min(TURN_S, settings.LEASE_S))


def _again(message: Message, asked_s: float | None = None) -> datetime:
    assert message.first_tried_at is not None
    return next_try(attempts=message.attempts, first=message.first_tried_at, now=timezone.now(), asked_s=asked_s)
