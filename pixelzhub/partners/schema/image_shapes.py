"""Photos as partners read them: where they hang, what was measured and found, their files and their history."""

from __future__ import annotations

from analytics.channels.rules import REMEDIES, SEVERITIES
from connectors.models import ImageVersion
from pixelzhub.partners.images.rows import VERDICTS
from pixelzhub.partners.schema.shapes import (
    Shape,
    address,
    called,
    currency,
    day,
    digest,
    fields,
    flag,
    listing,
    maybe,
    moment,
    money,
    number,
    row,
    text,
    uuid,
    whole,
    word,
)  # fmt: skip
from pixelzhub.retouch.models import Job, Output, Publication

CHANNEL = text("The sales channel's code.", "amazon")
CODE = text("The rule's code.", "background_not_white")
SEVERITY = word(
    "How much it matters: a blocker makes the photo fail, a warning and advice do not.", SEVERITIES, name="Severity"
)
REMEDY = word("What helps: retouching, another photo, or a change in the store.", REMEDIES, name="Remedy")
VERDICT = word("What to do about the photo.", VERDICTS, name="Verdict")
PICTURE = address("Where the store shows the photo.", "https://shop.example/front.jpg")
# Where a photo hangs.
PLACE: dict[str, Shape] = {
    "placement_id": row("The place's id: this photo on this product.", "9001"),
    "product_id": row("The product's id.", "812"),
    "product_name": text("The product's name.", "Fixed TV wall mount"),
    "sku": maybe(text("The product's SKU.", "KX-4075")),
    "ean": maybe(text("The product's EAN.", "3760000000001")),
    "position": whole("Which of the product's photos it is, from 1.", 1, least=1),
    "is_main": flag("Whether it is the product's main photo."),
    "alt": text("Its alternative text.", "The wall mount from the front"),
    "verdict": VERDICT,
}


def listed_image() -> Shape:
    """A photo at its place, as lists have it."""
    found = {"channel": CHANNEL, "code": CODE, "severity": SEVERITY, "remedy": REMEDY}
    size = {
        name: maybe(whole(f"{says}, in pixels.", 1600)) for name, says in (("width", "Width"), ("height", "Height"))
    }
    return fields(
        "A photo at a place where it hangs.",
        {"id": row("The photo's id."), "store_id": uuid("The store's id."), **PLACE, "url": PICTURE, **size}
        | {
            "findings": listing(
                "The rules that it fails there.", called("FailedRule", fields("A rule that fails.", found))
            ),
            "updated_at": maybe(moment("When it was last measured, in UTC; null before the first time.")),
        },
    )


def finding() -> Shape:
    """A rule that a photo fails, with the measured value and the limit."""
    return fields(
        "A rule that fails.",
        {
            "code": CODE,
            "title": text("The rule in words.", "Background is not pure white"),
            "severity": SEVERITY,
            "remedy": REMEDY,
            "measured": text("What was measured, in words with its unit.", "229, 229, 229"),
            "limit": text("What is asked for, in words with its unit.", "255, 255, 255"),
            "measured_value": maybe(number("The same as a number, where there is one.", 229)),
            "limit_value": maybe(number("The same as a number, where there is one.", 255)),
            "accepted": flag("Whether you said that it is fine; it no longer counts.", False),
            "source": maybe(text("Where the rule comes from.", "Amazon Seller Central, product image guide")),
            "checked_on": maybe(day("When the source was last read.")),
        },
    )


def channel_result() -> Shape:
    """What one channel says."""
    return fields(
        "What one channel says.",
        {
            "channel": CHANNEL,
            "name": text("The channel's name.", "Amazon"),
            "result": word("What its findings come to.", ["fail", "warn", "meets"], name="ChannelVerdict"),
            "findings": listing("The rules that fail, the heaviest first.", called("Finding", finding())),
        },
    )


def rendition() -> Shape:
    """One file of a photo."""
    shown: dict[str, Shape] = {
        "kind": word("What it is.", ["live", "original", "thumbnail", "output"], name="RenditionKind"),
        "url": address(
            "Where to fetch it. An address of the hub opens for three days.", "https://hub.example/file.jpg"
        ),
        "sha256": maybe(digest("The file's SHA-256.")),
        "output_id": row("The finished file's id; only of an output."),
        "job_id": row("The job that it came from; only of an output."),
        "bytes": whole("Its size in bytes; only of an output.", 181_220),
        "review": word("What was decided on it; only of an output.", Output.Review.values, name="Review"),
    }
    return fields("One file of the photo.", shown, optional=["output_id", "job_id", "bytes", "review"])


def history() -> Shape:
    """What happened to a photo."""
    version = {
        "sha256": digest("The bytes."),
        "changed_by": word("Who put them there.", ImageVersion.By.values, name="ChangedBy"),
        "since": moment("From then on, in UTC."),
        "until": maybe(moment("Until then, in UTC; null for those of now.")),
    }
    job = {
        "job_id": row("The job's id."),
        "order_id": row("Its order's id."),
        "template_id": maybe(row("Its template's id.")),
        "state": word("How it stands.", Job.State.values, name="JobState"),
        "price": maybe(money("Its price.")),
        "currency": maybe(currency("The price's currency.")),
        "created_at": moment("When it was ordered, in UTC."),
        "delivered_at": maybe(moment("When it came back, in UTC.")),
    }
    publication = {
        "publication_id": row("The publication's id."),
        "output_id": row("The finished file's id."),
        "state": word("How it stands.", Publication.State.values, name="PublicationState"),
        "created_at": moment("When it was asked for, in UTC."),
        "published_at": maybe(moment("When the store showed it, in UTC.")),
        "undone_at": maybe(moment("When it was undone, in UTC.")),
    }
    return fields(
        "What happened to it: up to 50 of each, newest first.",
        {
            "versions": listing(
                "The bytes that it had.", called("ImageVersion", fields("Bytes, and from when to when.", version))
            ),
            "jobs": listing("Its jobs at Pixelz.", called("ImageJob", fields("A job.", job))),
            "publications": listing(
                "What was published.", called("ImagePublication", fields("A publication.", publication))
            ),
        },
    )
