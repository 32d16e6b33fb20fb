"""Sample data of the living guide to the looks, so that the page needs nothing but its template."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms, template
from django.templatetags.static import static
from django.utils import timezone

register = template.Library()

SCORES = (63, 63.2, 63.2, 63.5, 63.8, 63.8, 64.5, 65.1, 65.2, 65.2, 65.4, 65.3, 66.4, 66.5, 66.5, 67.8, 69, 69.1,
          69.1, 69.2, 69.1, 69.1, 69.5, 69.6, 70.3, 70.4, 70.9, 71)  # fmt: skip
TICKS = {0: "23 Oct", 7: "30 Oct", 14: "6 Nov", 21: "13 Nov", 27: "Today"}
PUBLISHED = {7: 94, 16: 148, 24: 31}
CHANNELS = (("Amazon", 1978, 214, 948), ("Zalando", 812, 174, 434), ("bol", 1291, 170, 423), ("Google", 4781, 633, 646))
PLATFORMS = ("Shopify", "WooCommerce", "PrestaShop", "Magento", "BigCommerce", "Shopware", "Akeneo")
STATES = (
    ("fail", "Needs a new key", "Not synced since 19 Nov"),
    ("warn", "Held back: the store changed it first", "Replaced there at 13:58"),
    ("pass", "Seen in the store", "14:31, 3 s after publishing"),
    ("working", "Reading the store back", "8 seconds so far"),
    ("waiting", "Waits for its turn", ""),
    ("no", "Not possible here", ""),
    ("undone", "Undone, the old photo is back", ""),
)
FINDINGS: tuple[dict[str, Any], ...] = (
    {"level": "fail", "name": "Background is not pure white", "remedy": "retouch",
     "measured_colour": (217, 179, 132), "limit_colour": (255, 255, 255),
     "gauge": {"value": 0, "low": 0, "high": 100, "accepted": (99, 100), "ends": ("0% of edge is white",),
               "label": "0% of the edge is white, all of it should be"},
     "note": "Required for the main photo. Amazon image guide, checked 10 Nov 2026."},
    {"level": "fail", "name": "Product is too small in the frame", "remedy": "retouch",
     "measured": "66%", "limit": "at least 85%",
     "gauge": {"value": 66, "low": 0, "high": 100, "accepted": (85, 100), "ends": ("0", "100%"),
               "label": "66%, accepted from 85% to 100%"},
     "note": "Required. Longest side of the product against the same side of the frame."},
    {"level": "warn", "name": "Too few pixels left for zoom", "remedy": "reshoot",
     "measured": "876 px", "limit": "1,000 px advised",
     "gauge": {"value": 876, "low": 0, "high": 1600, "accepted": (1000, 1600), "ends": ("0", "1,600"),
               "label": "876 px, advised from 1,000 px"},
     "note": "Advice. A crop that fills 85% leaves 876 × 876 px of real detail."},
)  # fmt: skip
CARDS = (
    ("Barrel cactus, clay pot", "cactus-before", 1200, 800, "fail", "Background is tan", 1, True),
    ("Pendant lamp, white", "lamp", 900, 1200, "fail", "Background is teal", 2, False),
    ("Mug, white", "mug", 1000, 1000, "warn", "Handle near the edge", 0, False),
    ("Mug, red", "mug-grey", 1200, 900, "fail", "Background is grey 201", 1, True),
    ("Barrel cactus, white ground", "cactus-after", 1000, 1000, "pass", "Meets every rule", 0, False),
    ("Track bicycle, black, twelve speeds", "", 0, 0, "fail", "Could not be opened", 0, False),
    ("Barrel cactus, second view", "cactus-before", 1200, 800, "fail", "Fills 63%, needs 85%", 1, False),
)


class SampleForm(forms.Form):
    """One field of each kind."""

    platform = forms.ChoiceField(choices=[(name, name) for name in PLATFORMS], widget=forms.RadioSelect)
    address = forms.URLField(
        label="Store address", help_text="The address that your customers see.", assume_scheme="https"
    )
    key = forms.CharField(label="Consumer key")
    role = forms.ChoiceField(label="Role", choices=[("owner", "Owner"), ("editor", "Editor")])
    note = forms.CharField(label="Note", widget=forms.Textarea(attrs={"rows": 2}))
    mail = forms.BooleanField(label="Tell me by e-mail when photos come back", help_text="At most once a day.")
    channels = forms.MultipleChoiceField(
        label="Channels", choices=[("a", "Amazon"), ("g", "Google")], widget=forms.CheckboxSelectMultiple
    )


@register.simple_tag
def looks_sample() -> dict[str, Any]:
    """Everything that the guide shows."""
    return {
        **_photos(), **_numbers(), "states": STATES, "findings": FINDINGS, "cards": [_card(*row) for row in CARDS],
        "form": _form(), "now": timezone.now(), "box": (0.38, 0.225, 0.27, 0.64), "wanted": (0.29, 0.08, 0.42, 0.84),
        "marks": [{"number": 1, "box": (0.52, 0.12, 0.14, 0.4)}],
    }  # fmt: skip


def _photo(name: str) -> str:
    return static(f"img/samples/{name}.svg") if name else ""


def _photos() -> dict[str, Any]:
    before = {"src": _photo("cactus-before"), "width": 1200, "height": 800}
    after = {"src": _photo("cactus-after"), "width": 1000, "height": 1000}
    placed = {"x": -520, "y": -232, "width": 2020, "height": 1347}
    row = [_photo(name) for name in ("cactus-before", "lamp", "mug-grey", "mug")]
    return {"before": before, "after": after, "placed": placed, "row": row}


def _numbers() -> dict[str, Any]:
    trend = [
        {"value": value, "tick": TICKS.get(i, ""), "published": PUBLISHED.get(i, 0), "href": "#"}
        for i, value in enumerate(SCORES)
    ]
    return {
        "trend": trend, "amount": Decimal("1385.75"), "price": Decimal("1.15"), "minus": Decimal("-3.45"),
        "whole": [_part(4303, "pass"), _part(1284, "accent"), _part(318, "grey"), _part(155, "grey", hatched=True)],
        "mend": _rows(("Background is not white", 846), ("Too small in the frame", 612), ("Shape does not fit", 381)),
        "reshoot": _rows(("Too few pixels", 171), ("Cut off at the edge", 94), ("Blurred", 62)),
        "store": _rows(("Same photo twice", 88), ("File too large", 41)),
        "channels": [_channel(*row) for row in CHANNELS],
        "tabs": [_tab("All", 6412), _tab("Mend", 1284, here=True), _tab("Reshoot", 318), _tab("Fix in the store", 155)],
        "channel_tabs": [_tab("Amazon", 3, here=True, mark="fail"), _tab("Google", 1, mark="warn"),
                         _tab("eBay", None, mark="pass")],
    }  # fmt: skip


def _part(count: int, fill: str, *, hatched: bool = False) -> dict[str, Any]:
    return {"count": count, "fill": fill, "hatched": hatched, "href": "#", "label": f"{count} photos"}


def _rows(*rows: tuple[str, int]) -> list[dict[str, Any]]:
    return [{"name": name, "count": count, "href": "#"} for name, count in rows]


def _channel(name: str, meets: int, warn: int, fail: int) -> dict[str, Any]:
    parts = [_part(meets, "pass"), _part(warn, "warn", hatched=True), _part(fail, "fail")]
    listed = meets + warn + fail
    return {"name": name, "share": meets / listed, "warn": warn, "fail": fail, "listed": listed, "parts": parts}


def _tab(label: str, count: int | None, *, here: bool = False, mark: str = "") -> dict[str, Any]:
    return {"href": "#", "label": label, "count": count, "here": here, "mark": mark}


def _card(name: str, photo: str, width: int, height: int, level: str, finding: str, more: int, chosen: bool) -> dict[str, Any]:  # fmt: skip  # noqa: E501
    meta = f"Hearth & Field · {width} × {height}" if width else "Hearth & Field"
    return {
        "id": name, "href": "#", "src": _photo(photo), "alt": name, "width": width, "height": height, "name": name,
        "meta": meta, "level": level, "finding": finding, "more": more, "selected": chosen, "broken": not photo,
    }  # fmt: skip


def _form() -> SampleForm:
    form = SampleForm({"platform": "WooCommerce", "address": "https://second-chance.example", "key": "ck_4f1c9b27",
                       "role": "editor", "note": "Keep the spines", "mail": "on", "channels": ["a"]})  # fmt: skip
    form.add_error("key", "The store accepts this key for reading only: photos could be checked but not published.")
    return form
