"""How numbers, money, times and colours are written on pages, and the icons and places of the navigation."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from lucide.templatetags.lucide import lucide

register = template.Library()

SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£"}
SIZES = ((1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "KB"))
MINUS = "−"


@register.filter
def count(value: int | None) -> str:
    """A whole number in groups: 6,412. Nothing for None."""
    return "" if value is None else number_format(value, decimal_pos=0, force_grouping=True)


@register.filter
def money(amount: Decimal | None, currency: str = "USD") -> str:
    """An amount with two decimals and its currency: $1,385.75."""
    if amount is None:
        return ""
    sign = MINUS if amount < 0 else ""
    figure = number_format(abs(amount), decimal_pos=2, force_grouping=True)
    return f"{sign}{SYMBOLS.get(currency, currency + chr(0xA0))}{figure}"


@register.filter
def sums(amounts: Iterable[tuple[Decimal, str]]) -> str:
    """Amounts in several currencies, never added: $12.00 + €3.00."""
    return " + ".join(money(amount, currency) for amount, currency in amounts)


@register.filter
def forwarding_mark(state: str) -> str:
    """The mark beside what a PIM made of a photo."""
    return {"waiting": "waiting", "sent": "working", "taken": "pass", "refused": "fail"}.get(state, "no")


@register.filter
def by(width: int | None, height: int | None) -> str:
    """The size of a picture in pixels: 1,600 × 1,067. Nothing when it is not known."""
    return f"{count(width)} × {count(height)}" if width and height else ""


@register.filter
def filesize(octets: int | None) -> str:
    """The size of a file in decimal units: 55 KB."""
    if octets is None:
        return ""
    for unit, name in SIZES:
        if octets >= unit:
            size = octets / unit
            return f"{number_format(size, decimal_pos=0 if size >= 10 else 1)} {name}"
    return ngettext("%(octets)d byte", "%(octets)d bytes", octets) % {"octets": octets}


@register.filter
def percent(share: float | Decimal | None, decimals: int = 0) -> str:
    """A share of one as a percentage: 0.66 becomes 66%."""
    return "" if share is None else f"{number_format(float(share) * 100, decimal_pos=decimals)}%"


@register.filter
def when(moment: datetime | None) -> str:
    """A time in the active time zone: Today, 14:31; 9 Nov, 16:12; 9 Nov 2025, 16:12."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    return f"{day(moment)}, {date_format(local, 'H:i')}"


@register.filter
def day(moment: datetime | None) -> str:
    """A day in the active time zone: Today, Yesterday, 9 Nov, 9 Nov 2025."""
    if moment is None:
        return ""
    date, today = timezone.localtime(moment).date(), timezone.localdate()
    if date == today:
        return _("Today")
    if date == today - timedelta(days=1):
        return _("Yesterday")
    return date_format(date, "j M" if date.year == today.year else "j M Y")


@register.filter
def duration(seconds: float | None) -> str:
    """A length of time in its largest useful unit: 3 s, 4 min, 2 h."""
    if seconds is None:
        return ""
    if seconds < 90:
        return _("%(count)d s") % {"count": round(seconds)}
    if seconds < 5400:
        return _("%(count)d min") % {"count": round(seconds / 60)}
    return _("%(count)d h") % {"count": round(seconds / 3600)}


@register.filter
def rgb(colour: tuple[int, int, int]) -> str:
    """Three channels as an SVG colour: (229, 229, 229) becomes #e5e5e5."""
    return "#" + "".join(f"{min(255, max(0, round(channel))):02x}" for channel in colour)


@register.simple_tag
def icon(name: str, size: int = 16, css: str = "") -> SafeString:
    """A Lucide icon for beside words: thin lines, hidden from screen readers."""
    return _drawn(str(name), int(size), f"icon {css}".strip())


# Lucide reads its archive and copies a tree each time; a page shows the same dozen icons over and over.
@lru_cache(maxsize=512)
def _drawn(name: str, size: int, css: str) -> SafeString:
    attributes = {"class": css, "stroke_width": "1.75", "aria_hidden": "true", "focusable": "false"}
    return mark_safe(lucide(name, size=size, **attributes))  # noqa: S308  # drawn by the package, no input in it


@register.inclusion_tag("components/nav_item.html", takes_context=True)
def nav_item(
    context: Context, url_name: str, label: str, icon_name: str, count: int | None = None, style: str = "nav"
) -> dict[str, Any]:
    """A place of the navigation, marked when the page is in it; style is nav, filled (count on accent) or tab."""
    address = reverse(url_name)
    request = context.get("request")
    path = request.path if request else ""
    here = path == address if address == "/" else path.startswith(address)
    return {"address": address, "label": label, "icon_name": icon_name, "count": count, "style": style, "here": here}
