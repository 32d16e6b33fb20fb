"""Which channels' rules a template's files can meet, and which they cannot whatever the photo is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from analytics.channels import CHANNELS
from analytics.channels.limits import pair
from analytics.channels.rules import Channel, Finding, PlacementFacts, Rule, judge
from analytics.pixels import Measurement
from pixelzhub.retouch.checks import FORMATS
from pixelzhub.retouch.choose import Effect, effect, mends
from pixelzhub.retouch.models import Template

# What the template alone decides about its files, whatever was photographed.
OF_GROUND = "non_white_background"
OF_FORMAT = ("unsupported_format",)
OF_SIZE = ("low_resolution", "oversized", "too_many_pixels", "odd_aspect_ratio")


@dataclass(frozen=True, slots=True)
class ChannelFit:
    """What a template does about a channel's required rules.

    `mended` and `left` are rules that retouching can mend; `broken` says, each with the value and the limit, what the
    template's own files fail; `caution` is what may still be refused.
    """

    channel: Channel
    mended: list[Rule]
    left: list[Rule]
    broken: list[str]
    caution: str

    @property
    def meets(self) -> bool:
        return not self.left and not self.broken

    @property
    def left_titles(self) -> list[str]:
        return [rule.title for rule in self.left]


def fits(template: Template, channels: Iterable[Channel] = tuple(CHANNELS.values())) -> list[ChannelFit]:
    """Each of these channels that has a rule which retouching can mend or a template can break."""
    does = effect(template.settings)
    return [_fit(channel, does) for channel in channels]


def _fit(channel: Channel, does: Effect) -> ChannelFit:
    today = timezone.localdate()
    rules = [rule for rule in channel.rules if rule.holds_on(today) and rule.severity != "advice"]
    mendable = [rule for rule in rules if rule.remedy == "mend"]
    mended = [rule for rule in mendable if mends(_failing(channel, rule), does)]
    required = [rule for rule in rules if rule.severity == "blocker"]
    broken = {rule.bit: text for rule in required if (text := _broken(rule, does))}
    left = [rule for rule in mendable if rule in required and rule not in mended and rule.bit not in broken]
    wants_white = any(rule.code == OF_GROUND for rule in required)
    caution = _("shows a shadow; a pure white background has none") if wants_white and does.keeps_shadow else ""
    return ChannelFit(channel, mended, left, list(broken.values()), caution)


def _broken(rule: Rule, does: Effect) -> str:
    """What this rule says of every file that the template makes; empty where it meets it or leaves it open."""
    if rule.code == OF_GROUND and does.removes_ground and not does.white_ground:
        return rule.title
    known = FORMATS.get(does.format)
    sized = rule.code in OF_SIZE and does.fixed_size
    if not sized and not (rule.code in OF_FORMAT and known):
        return ""
    width, height = does.fixed_size or (0, 0)
    file = Measurement(format=known or "", width=width, height=height)
    judgement = judge(rule, file, PlacementFacts(is_main=True))
    return f"{rule.title}: {judgement.short}" if judgement else ""


def _failing(channel: Channel, rule: Rule) -> Finding:
    """A photo that fails this rule, to ask what the template would do about it."""
    bound = float(rule.limit) if isinstance(rule.limit, int | float) else None
    if rule.code == "odd_aspect_ratio":
        width, height = pair(rule.limit)
        bound = width / height
    return Finding(
        channel=channel.code, code=rule.code, rule=rule, severity=rule.severity, remedy=rule.remedy,
        confidence=rule.confidence, title=rule.title, short="", measured="", limit="", value=None, bound=bound,
        gauge=None, swatches=None,
    )  # fmt: skip


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
