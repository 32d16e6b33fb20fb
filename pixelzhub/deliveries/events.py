"""What happens in the hub that a partner's program can hear of."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _


class Event(models.TextChoices):
    STORE_SYNCED = "store.synced", _("A store's catalogue was read.")
    IMAGE_MEASURED = "image.measured", _("A photo was measured.")
    JOB_DELIVERED = "job.delivered", _("The finished files of a photo came from Pixelz.")
    JOB_NEEDS_ATTENTION = "job.needs_attention", _("Pixelz cannot go on with a photo until somebody acts.")
    PUBLICATION_PUBLISHED = "publication.published", _("A store shows a photo that the hub published.")
    PUBLICATION_UNDONE = "publication.undone", _("A store shows the photo of before again.")
    IMPORT_FINISHED = "import.finished", _("An import was read to its end, or stopped.")


#: sent when somebody asks for a test message, whatever was chosen
TEST = "webhook.test"


class UnknownEvent(ValueError):
    """An event that there is not; says which there are."""

    def __init__(self, unknown: str) -> None:
        self.unknown = unknown
        super().__init__(f"There is no event “{unknown[:60]}”; the events are {', '.join(Event.values)}.")


def checked(events: Iterable[str]) -> list[str]:
    """Each event once, in their order. Raises `UnknownEvent`."""
    asked = set(events)
    if unknown := sorted(asked - set(Event.values)):
        raise UnknownEvent(unknown[0])
    return [event for event in Event.values if event in asked]
