"""/ext/jobs: each photo at Pixelz, and the decision on what came back."""

from __future__ import annotations

from pixelzhub.partners.retouch.jobs import COMMENT_MOST, ApproveJob, CancelJob, Jobs, OneJob, RejectJob
from pixelzhub.partners.schema.frame import NO_FIELDS, answer, pages, path_part, query
from pixelzhub.partners.schema.operation import Operation
from pixelzhub.partners.schema.shapes import (
    Shape,
    address,
    called,
    currency,
    digest,
    fields,
    flag,
    listing,
    maybe,
    moment,
    money,
    ref,
    row,
    text,
    whole,
    word,
)  # fmt: skip
from pixelzhub.retouch.models import Job, Output

TAG = "Jobs"
SAYS = "Each photo at Pixelz: where it is, what came back, and your decision on it."
OUTPUT: dict[str, Shape] = {
    "id": row("The file's id."),
    "number": whole("Which of the job's files it is.", 1),
    "sha256": digest("Its SHA-256."),
    "bytes": whole("Its size in bytes.", 181_220),
    "meets": flag("Whether it meets what it was ordered for."),
    "review": word("What was decided on it.", Output.Review.values, name="Review"),
    "reviewed_by": maybe(text("Who decided.", "ERP (pxh_live_ab12)")),
    "reviewed_at": maybe(moment("When it was decided, in UTC.")),
    "comment": maybe(text("What should be different.", "The left edge is cut off.")),
}
CHECK = fields(
    "What the file was checked against.",
    {
        "channel": text("The sales channel's code, or what the template orders.", "amazon"),
        "code": text("The rule's code.", "background_not_white"),
        "title": text("The rule in words.", "Background is not pure white"),
        "before": text("What was measured before, with its unit.", "229, 229, 229"),
        "after": text("What is measured now, with its unit.", "255, 255, 255"),
        "limit": text("What is asked for, with its unit.", "255, 255, 255"),
        "required": flag("Whether the channel requires it."),
        "sent_for": flag("Whether the photo was sent for it."),
        "holds": flag("Whether the rule holds now."),
        "meets": flag("Whether the file is fine as far as this rule goes."),
    },
)
_FILE = {"url": address("Where to fetch it, for three days.", "https://hub.example/api/v1/ext/files/…"),
         "checks": listing("What it was checked against.", called("Check", CHECK))}  # fmt: skip


def _job(output: Shape) -> Shape:
    return fields(
        "A photo, or several as one, at Pixelz.",
        {
            "id": row("The job's id."),
            "order_id": row("Its order's id."),
            "order_number": whole("Its order's number.", 12, least=1),
            "image_id": row("The photo's id."),
            "product_id": maybe(row("The product's id.")),
            "template_id": maybe(row("The template's id.")),
            "template_name": maybe(text("The template's name.", "White ground, square")),
            "state": word("How it stands.", Job.State.values, name="JobState"),
            "state_text": text("The same in words.", "At Pixelz"),
            "reason": maybe(text("What went wrong, or what Pixelz needs.", "The photo is too small.")),
            "pixelz_ticket": maybe(text("Its number at Pixelz.", "10002345")),
            "price": maybe(money("Its price.")),
            "currency": maybe(currency("The price's currency.")),
            "is_trial": flag("Whether it costs nothing because it is a trial photo.", False),
            "sent_for": listing(
                "The findings that it was sent for.", text("Channel/rule.", "amazon/background_not_white")
            ),
            "created_at": moment("When it was ordered, in UTC."),
            "submitted_at": maybe(moment("When it reached Pixelz, in UTC.")),
            "expected_at": maybe(moment("When Pixelz expects it to be done, in UTC.")),
            "delivered_at": maybe(moment("When it came back, in UTC.")),
            "closed_at": maybe(moment("When nothing was left to do, in UTC.")),
            "updated_at": moment("When something last happened to it, in UTC."),
            "outputs": listing("Its finished files.", output),
        },
    )


COMPONENTS = {
    "JobRow": _job(called("JobOutputRow", fields("A finished file.", OUTPUT))),
    "Job": _job(called("JobOutput", fields("A finished file.", OUTPUT | _FILE))),
}
BY_ID = [path_part("job_id", row("The job's id."))]
ONE = answer(ref("Job"), "The job as it is now.")
OPERATIONS = [
    Operation(
        view=Jobs, method="GET", name="listJobs", tag=TAG, summary="List jobs", says="Newest first.",
        parameters=[
            *pages(),
            query("state", word("Only jobs in this state.", Job.State.values, name="JobState")),
            query("order", row("Only jobs of this order.")),
            query("updated_since", moment("Only jobs to which something happened after this time. UTC where no zone is named.")),
        ],
        answers={200: answer(listing("The page's jobs.", ref("JobRow")))}, headers=["Link"], refuses=[422],
    ),
    Operation(
        view=OneJob, method="GET", name="getJob", tag=TAG, summary="Get a job",
        says="With its files and what they were checked against.", parameters=BY_ID, answers={200: ONE}, refuses=[404],
    ),
    Operation(
        view=CancelJob, method="POST", name="cancelJob", tag=TAG, summary="Take a job back",
        says="As long as Pixelz has not begun. Sent again it changes nothing.", parameters=BY_ID,
        body=NO_FIELDS, body_needed=False, answers={200: ONE}, refuses=[404, 409],
    ),
    Operation(
        view=ApproveJob, method="POST", name="approveJob", tag=TAG, summary="Approve a job",
        says="Every finished file of it that waits for a decision. Sent again it changes nothing.", parameters=BY_ID,
        body=NO_FIELDS, body_needed=False, answers={200: ONE}, refuses=[404, 409],
    ),
    Operation(
        view=RejectJob, method="POST", name="rejectJob", tag=TAG, summary="Send a job back",
        says="Every finished file of it that waits for a decision goes back to Pixelz with the comment.", parameters=BY_ID,
        body=fields(
            "Why.",
            {"comment": text(f"What should be different, up to {COMMENT_MOST:,} characters.", "The left edge is cut off.",
                             least=1, most=COMMENT_MOST)},
        ),
        example={"comment": "The left edge is cut off."}, answers={200: ONE}, refuses=[404, 409],
    ),
]  # fmt: skip
