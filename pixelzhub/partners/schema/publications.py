"""/ext/publications: finished photos written into the stores, and taken back."""

from __future__ import annotations

from pixelzhub.partners.frame.asking import MOST_IDS
from pixelzhub.partners.retouch.publications import OnePublication, Publications, UndoPublication
from pixelzhub.partners.schema.frame import NO_FIELDS, answer, pages, path_part, query
from pixelzhub.partners.schema.operation import Operation
from pixelzhub.partners.schema.orders import ID
from pixelzhub.partners.schema.shapes import (
    anything,
    called,
    digest,
    fields,
    listing,
    maybe,
    moment,
    ref,
    row,
    text,
    uuid,
    whole,
    word,
)  # fmt: skip
from pixelzhub.retouch.models import Publication
from pixelzhub.retouch.runs import Against

TAG = "Publications"
SAYS = "Approved photos written into your stores, each with its undo."
COMPONENTS = {
    "Publication": fields(
        "One write to a store.",
        {
            "id": row("The publication's id."),
            "state": word("How it stands.", Publication.State.values, name="PublicationState"),
            "state_text": text("The same in words.", "Seen in the store"),
            "reason": maybe(text("Why it was held back or failed.", "The store changed the photo first.")),
            "store_id": uuid("The store's id."),
            "product_id": row("The product's id."),
            "image_id": row("The photo's id."),
            "placement_id": row("The place's id."),
            "output_id": row("The finished file's id."),
            "job_id": row("The job that it came from."),
            "run": maybe(whole("The number of the run that it was published in.", 3, least=1)),
            "published_by": text("Who published it.", "ERP (pxh_live_ab12)"),
            "undone_by": maybe(text("Who undid it.", "anna@shop.example")),
            "before_sha256": digest("The SHA-256 of the photo before."),
            "after_sha256": digest("The SHA-256 of the finished file."),
            "live_sha256": maybe(digest("The SHA-256 of what the store showed when it was last looked at.")),
            "differences": listing(
                "What differs in the store from what was meant.",
                anything("A difference.", "The photo stands in place 2."),
            ),
            "created_at": moment("When it was asked for, in UTC."),
            "published_at": maybe(moment("When the store showed it, in UTC.")),
            "undone_at": maybe(moment("When it was undone, in UTC.")),
            "updated_at": moment("When something last happened to it, in UTC."),
        },
    ),
    "Published": fields(
        "The publications of these files, and the places where there is none.",
        {
            "publications": listing("Those of now and of earlier calls.", ref("Publication")),
            "left_out": listing(
                "Places where the photo was not published.",
                called(
                    "LeftOut",
                    fields(
                        "A place.",
                        {
                            "output_id": row("The finished file's id."),
                            "product_id": row("The product's id."),
                            "placement_id": row("The place's id."),
                            "store_id": uuid("The store's id."),
                            "reason": maybe(
                                word("Why.", [against.value for against in Against], name="WhyNotPublished")
                            ),
                            "reason_text": maybe(text("Why, in words.", "The store needs a new key")),
                        },
                    ),
                ),
            ),
        },
    ),
}
OUTPUTS = listing(f"Ids of 1 to {MOST_IDS} finished files.", ID, least=1, most=MOST_IDS)
BY_ID = [path_part("publication_id", row("The publication's id."))]
ONE = answer(ref("Publication"), "The publication as it is now.")
OPERATIONS = [
    Operation(
        view=Publications, method="GET", name="listPublications", tag=TAG, summary="List publications",
        says="Newest first.",
        parameters=[
            *pages(),
            query("state", word("Only publications in this state.", Publication.State.values, name="PublicationState")),
            query("store", uuid("Only publications into this store.")),
            query("updated_since", moment("Only those to which something happened after this time. UTC where no zone is named.")),
        ],
        answers={200: answer(listing("The page's publications.", ref("Publication")))}, headers=["Link"], refuses=[422],
    ),
    Operation(
        view=Publications, method="POST", name="publish", tag=TAG, summary="Publish approved photos",
        says="At every place that they were ordered for. Sent again it gives what the first call began.",
        body=fields("What to publish.", {"outputs": OUTPUTS}),
        example={"outputs": ["4711"]},
        answers={200: answer(ref("Published"), "What is published, and where it could not be.")},
        refuses=[404, 409],
    ),
    Operation(
        view=OnePublication, method="GET", name="getPublication", tag=TAG, summary="Get a publication",
        says="How it stands.", parameters=BY_ID, answers={200: ONE}, refuses=[404],
    ),
    Operation(
        view=UndoPublication, method="POST", name="undoPublication", tag=TAG, summary="Undo a publication",
        says="The photo of before goes back into the store. Sent again it changes nothing.", parameters=BY_ID,
        body=NO_FIELDS, body_needed=False, answers={200: ONE}, refuses=[404, 409],
    ),
]  # fmt: skip
