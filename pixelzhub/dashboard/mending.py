"""What retouching can do for one photo: the recommended template, its price, and what still fails after it."""

from __future__ import annotations

from dataclasses import dataclass

from analytics.channels.rules import Finding
from pixelzhub.accounts.models import Merchant
from pixelzhub.dashboard.one_image import OneImage
from pixelzhub.retouch.choose import recommend
from pixelzhub.retouch.models import Job, Template


@dataclass(frozen=True, slots=True)
class Mending:
    """What retouching can do for a photo: the template, the channels met then, and the required rules that still fail."""

    template: Template | None
    meets: list[str]
    fails: list[Finding]
    open_job: Job | None
    has_templates: bool


def mending(merchant: Merchant, found: OneImage) -> Mending | None:
    """The recommended template; None where nothing is to be mended."""
    job = Job.objects.filter(merchant=merchant, image=found.image, state__in=Job.OPEN).select_related("order").first()
    needs = any(finding.severity == "blocker" and finding.remedy == "mend" for finding in found.findings)
    if not needs and job is None:
        return None
    templates = list(Template.objects.filter(merchant=merchant, gone_at=None).exclude(price=None))
    choice = recommend(found.findings, templates)
    mended = choice.mended if choice else ()
    fails = [finding for finding in found.findings if finding.severity == "blocker" and finding not in mended]
    stuck = {finding.channel for finding in fails}
    return Mending(
        template=choice.template if choice else None,
        meets=[channel.name for channel in found.channels if channel.mark == "fail" and channel.code not in stuck],
        fails=list({finding.code: finding for finding in fails}.values()),
        open_job=job,
        has_templates=bool(templates),
    )
