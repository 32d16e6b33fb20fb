"""What a finished file is held against: the rules that the photo was sent for, and the template's own word."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from analytics.channels import CHANNELS
from analytics.channels.rules import PlacementFacts, findings
from analytics.listed import channel_for
from analytics.models import StoredMeasurement
from analytics.pixels import Measurement
from pixelzhub.pixelz import TemplateSettings, template_settings
from pixelzhub.retouch.models import Job, Template

# In place of a channel's code.
TEMPLATE = "=template"
FORMATS = {"JPG": "JPEG", "JPEG": "JPEG", "PNG": "PNG", "TIF": "TIFF", "TIFF": "TIFF", "PSD": "PSD"}
TRANSPARENT_GROUND = 2
FIXED_SIZE, PIXELS = 2, 0


def check_output(job: Job, after: Measurement) -> list[dict[str, Any]]:
    """Each rule with what was measured before and after, the limit, and whether it is met."""
    return [*_channel_checks(job, after), *(_template_checks(job.template, after) if job.template else [])]


def _channel_checks(job: Job, after: Measurement) -> list[dict[str, Any]]:
    before = StoredMeasurement.objects.filter(merchant_id=job.merchant_id, sha256=job.sha256).last()
    facts = PlacementFacts(is_main=any(use.placement.is_main for use in job.uses.select_related("placement")))
    channels = sorted({code.split("/")[0] for code in job.codes} & set(CHANNELS))
    today = timezone.localdate()
    checks = []
    for channel in channels:
        rules = channel_for(job.merchant_id, channel)
        was = {f.code: f for f in findings(before.measurement, facts, rules, today)} if before else {}
        now = {f.code: f for f in findings(after, facts, rules, today)}
        for code in dict.fromkeys([*was, *now]):
            finding = now.get(code) or was[code]
            if finding.severity == "advice":
                continue
            sent_for = f"{channel}/{code}" in job.codes and was.get(code) is not None and was[code].remedy == "mend"
            checks.append(
                {
                    "channel": channel,
                    "code": code,
                    "title": str(finding.title),
                    "before": str(was[code].measured) if code in was else "",
                    "after": str(now[code].measured) if code in now else "",
                    "limit": str(finding.limit),
                    "required": finding.severity == "blocker",
                    "sent_for": sent_for,
                    "holds": code not in now,
                    # A file meets its order if what it was sent for is mended and no other required rule fails now.
                    "meets": code not in now or not (sent_for or (code not in was and finding.severity == "blocker")),
                }
            )
    return checks


def _template_checks(template: Template, after: Measurement) -> list[dict[str, Any]]:
    """Format, size and ground as the template orders them; what it leaves open or says in unknown numbers is no check."""
    wanted = template_settings(template.settings)
    return [check for check in (_format(wanted, after), _size(wanted, after), _ground(wanted, after)) if check]


def _format(wanted: TemplateSettings, after: Measurement) -> dict[str, Any] | None:
    named = FORMATS.get((wanted.output_format or "").upper())
    return _check("format", _("Format"), after.format, named, after.format == named) if named else None


def _size(wanted: TemplateSettings, after: Measurement) -> dict[str, Any] | None:
    if wanted.resize_type != FIXED_SIZE or wanted.resize_unit not in {PIXELS, None}:
        return None
    if not wanted.width or not wanted.height:
        return None
    holds = (after.width, after.height) == (wanted.width, wanted.height)
    limit = f"{wanted.width:,.0f} × {wanted.height:,.0f} px"
    return _check("size", _("Size"), f"{after.width:,} × {after.height:,} px", limit, holds)


def _ground(wanted: TemplateSettings, after: Measurement) -> dict[str, Any] | None:
    if wanted.background_type != TRANSPARENT_GROUND:
        return None
    said = _("transparent") if after.alpha_share else _("not transparent")
    return _check("ground", _("Background"), said, _("transparent"), after.alpha_share > 0)


def _check(code: str, title: str, after: str, limit: str | None, holds: bool) -> dict[str, Any]:
    return {
        "channel": TEMPLATE, "code": code, "title": title, "before": "", "after": after, "limit": limit or "",
        "required": True, "sent_for": False, "holds": holds, "meets": holds,
    }  # fmt: skip
