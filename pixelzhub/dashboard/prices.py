"""Pixelz's templates in words: what each does, for how much, and which channels' rules it meets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from analytics.channels import CHANNELS
from analytics.channels.rules import Channel, Finding, Rule
from pixelzhub.accounts.models import Merchant
from pixelzhub.dashboard.templatetags.hub import count
from pixelzhub.retouch.choose import Effect, effect, mends
from pixelzhub.retouch.models import Template

Settings = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ChannelFit:
    """What a template mends of a channel's required rules, and what it leaves although retouching could mend it."""

    channel: Channel
    mended: list[Rule]
    left: list[Rule]

    @property
    def meets(self) -> bool:
        return not self.left


@dataclass(frozen=True, slots=True)
class Priced:
    template: Template
    summary: str
    fits: list[ChannelFit]


def priced_templates(merchant: Merchant) -> list[Priced]:
    """Every template that can be ordered, by name."""
    rows = Template.objects.filter(merchant=merchant, gone_at=None)
    return [Priced(template, summary(template.settings), fits(template)) for template in rows]


def fits(template: Template) -> list[ChannelFit]:
    """Each channel that has a rule which retouching can mend."""
    does = effect(template.settings)
    found = []
    for channel in CHANNELS.values():
        rules = [rule for rule in channel.rules if rule.remedy == "mend" and rule.severity != "advice"]
        mended = [rule for rule in rules if mends(_failing(channel, rule), does)]
        left = [rule for rule in rules if rule.severity == "blocker" and rule not in mended]
        if rules:
            found.append(ChannelFit(channel, mended, left))
    return found


def _failing(channel: Channel, rule: Rule) -> Finding:
    """A photo that fails this rule, to ask what the template would do about it."""
    bound = float(rule.limit) if isinstance(rule.limit, int | float) else None
    return Finding(
        channel=channel.code, code=rule.code, rule=rule, severity=rule.severity, remedy=rule.remedy,
        confidence=rule.confidence, title=rule.title, short="", measured="", limit="", value=None, bound=bound,
        gauge=None, swatches=None,
    )  # fmt: skip


def summary(settings: Settings) -> str:
    """The three settings that matter most, on one line."""
    background = _("Background: %(ground)s") % {"ground": ground(settings).lower()} if ground(settings) else ""
    return " · ".join(part for part in (background, size(settings), output_format(settings)) if part)


def in_words(settings: Settings) -> list[tuple[str, str]]:
    """Every setting that GET Template answers and that says something to a merchant; numbers nobody explains stay."""
    rows = [
        (_("Background"), ground(settings)),
        (_("Size"), size(settings)),
        (_("Room around the product"), margins(settings)),
        (_("Place in the frame"), placed(settings)),
        (_("Shadow"), shadow(settings)),
        (_("File"), output_format(settings)),
        (_("Mannequin"), _kept(settings, "IsKeptMannequin")),
        (_("Model"), _kept(settings, "IsKeptModel")),
        (_("Colour"), colour(settings)),
        (_("Delivery time"), _hours(settings)),
        (_("Note at Pixelz"), str(settings.get("Comment") or "")),
    ]
    return [(label, text) for label, text in rows if text]


# The meanings of the numbers: Developer API, POST Template. The service answers others too (ResizeType 6).
def ground(settings: Settings) -> str:
    colour, other = _hex(settings, "BackgroundColor"), _hex(settings, "BackgroundVerticalGradientColor")
    filled = _("pure white") if colour == "#FFFFFF" else colour
    known = {
        0: _("Stays as it is"),
        1: _("Filled with %(colour)s") % {"colour": filled or _("a colour")},
        2: _("Transparent"),
        3: _("Gradient from %(one)s to %(other)s") % {"one": colour, "other": other},
    }
    return _word(settings, "BackgroundType", known)


def size(settings: Settings) -> str:
    width, height = _plain(settings.get("ResizeWidth")), _plain(settings.get("ResizeHeight"))
    unit = {0: "px", 1: "mm", 2: _("in")}.get(_whole(settings.get("ResizeUnit")) or 0, "")
    least, most = _plain(settings.get("ResizeMinSize")), _plain(settings.get("ResizeMaxSize"))
    known = {
        0: _("As the original"),
        1: _("Shape %(width)s : %(height)s") % {"width": width, "height": height},
        2: f"{width} × {height} {unit}",
        3: _("Between %(least)s and %(most)s %(unit)s") % {"least": least or 0, "most": most or "∞", "unit": unit},
    }
    return _word(settings, "ResizeType", known)


def margins(settings: Settings) -> str:
    sides = [_plain(settings.get(f"Margin{side}")) or "0" for side in ("Top", "Right", "Bottom", "Left")]
    unit = {1: "%", 2: " px"}.get(_whole(settings.get("MarginType")) or 0, "")
    if len(set(sides)) == 1:
        text = _("%(margin)s on every side") % {"margin": sides[0] + unit}
    else:
        names = (_("top"), _("right"), _("bottom"), _("left"))
        text = ", ".join(f"{name} {side}{unit}" for name, side in zip(names, sides, strict=True))
    return _word(settings, "MarginType", {0: _("As photographed"), 1: text, 2: text})


def placed(settings: Settings) -> str:
    known = {0: _("In the middle"), 1: _("At the top"), 2: _("In the middle"), 3: _("At the bottom")}
    return _word(settings, "VerticalAlignment", known)


def shadow(settings: Settings) -> str:
    known = {0: _("None"), 1: _("The original one is kept"), 2: _("A drop shadow is added")}
    return _word(settings, "ShadowType", known)


def output_format(settings: Settings) -> str:
    return str(settings.get("OutputFormat") or "").upper()


def colour(settings: Settings) -> str:
    """What is done to the product's colour, in Pixelz's own words where it has some."""
    matched = settings.get("ColorMatching") is True and (settings.get("ColorMatchingSetting") or _("Matched"))
    adjusted = settings.get("ColorAdjustment") is True and (settings.get("ColorAdjustmentSetting") or _("Adjusted"))
    return ", ".join(str(text) for text in (matched, adjusted) if text)


def _kept(settings: Settings, name: str) -> str:
    return {True: _("Kept"), False: _("Removed")}.get(settings.get(name), "")  # type: ignore[arg-type]


def _hours(settings: Settings) -> str:
    hours = _whole(settings.get("DeliveryTimeInHours"))
    return _("%(hours)s hours") % {"hours": hours} if hours else ""


def _word(settings: Settings, name: str, known: dict[int, str]) -> str:
    """The words for a number; one that the document does not explain is shown as it is."""
    value = settings.get(name)
    number = _whole(value)
    if value in {None, ""}:
        return ""
    return known.get(number, "") if number in known else _("Pixelz's setting %(number)s") % {"number": value}


def _whole(value: Any) -> int | None:
    try:
        return int(value)
    except (TypeError, ValueError):
        return None


def _plain(value: Any) -> str:
    """A number without needless decimals."""
    if value in {None, ""}:
        return ""
    number = _whole(value)
    return count(number) if number is not None and number == float(value) else str(value)


def _hex(settings: Settings, name: str) -> str:
    text = str(settings.get(name) or "").lstrip("#").upper()
    return f"#{text}" if text else ""


def effect_words(does: Effect) -> list[tuple[str, str]]:
    """What the effect is on a photo, as far as it is certain, each with its mark."""
    fill = f"{does.fill:.0%}" if does.fill is not None else ""
    words = [
        ("pass", _("Makes the background pure white") if does.white_ground else ""),
        ("pass", _("Lets the product fill at least %(fill)s of the frame") % {"fill": fill} if fill else ""),
        ("pass", _("Puts the product in the middle") if does.centred else ""),
        ("warn", _("Leaves a shadow: channels that want none will not take it") if does.keeps_shadow else ""),
    ]
    return [(kind, text) for kind, text in words if text]
