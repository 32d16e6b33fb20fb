"""What has to be known of a shop to read it: its language, and the time zone that its dates are in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from connectors.errors import BadReply
from connectors.platforms.prestashop.api import PrestaApi

DATE_FORMAT = "%Y-%m-%d %H:%M:%S"
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Facts:
    """The default language by its number in the shop and by its ISO code, and the shop's time zone."""

    language_id: str
    language: str
    zone: tzinfo

    def changed_since(self, since: datetime) -> str:
        """A filter for `since` and later: PrestaShop knows only “later than”, in whole seconds of local time.

        In the hour before the clocks go back an hour more is asked for, since local times then come a second time.
        """
        moment = since.astimezone(UTC) - SECOND
        local = moment.astimezone(self.zone)
        later = (moment + HOUR).astimezone(self.zone)
        falls_back = (later.utcoffset() or timedelta()) < (local.utcoffset() or timedelta())
        asked = local.replace(tzinfo=None) - (HOUR if falls_back else timedelta())
        return f">[{asked.strftime(DATE_FORMAT)}]"


def read_facts(api: PrestaApi) -> Facts:
    """Two small calls. Raises `BadReply` for a shop without a default language."""
    names = "[PS_LANG_DEFAULT|PS_TIMEZONE]"
    rows = api.rows("configurations", display="name,value", filters={"name": names})
    # With several shops each can have a row of its own; the first is the one of all.
    found = [row for row in rows if isinstance(row, Mapping) and row.get("value")]
    values = {str(row.get("name")): str(row["value"]) for row in reversed(found)}
    number = values.get("PS_LANG_DEFAULT", "")
    if not number:
        raise BadReply("PrestaShop does not say which its default language is (PS_LANG_DEFAULT).")
    language = api.one("languages", number, display="id,iso_code")
    return Facts(number, str(language.get("iso_code") or ""), _zone(values.get("PS_TIMEZONE", "")))


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        # Old shops name zones that no longer exist. A sync compares only the shop's own times, so that any zone does.
        return UTC
