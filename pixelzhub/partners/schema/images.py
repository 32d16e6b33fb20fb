"""/ext/images: photos, findings, files."""

from __future__ import annotations

from analytics.channels import CHANNELS
from pixelzhub.partners.images.routes import Images, OneImage
from pixelzhub.partners.images.rows import FINDINGS, STATES, VERDICTS
from pixelzhub.partners.schema.frame import answer, pages, path_part, query
from pixelzhub.partners.schema.image_shapes import (
    PICTURE,
    PLACE,
    channel_result,
    history,
    listed_image,
    rendition,
)  # fmt: skip
from pixelzhub.partners.schema.measured import measurements
from pixelzhub.partners.schema.operation import Operation
from pixelzhub.partners.schema.shapes import called, digest, fields, listing, maybe, moment, ref, row, text, uuid, word

TAG = "Images"
SAYS = "Your photos where they hang, what each sales channel finds on them, their files and their history."
COMPONENTS = {
    "ImageRow": listed_image(),
    "Measurements": measurements(),
    "ChannelResult": channel_result(),
    "Image": fields(
        "A photo with all that is known of it.",
        {
            "id": row("The photo's id."),
            "store_id": uuid("The store's id."),
            "url": PICTURE,
            "sha256": maybe(digest("The SHA-256 of its bytes.")),
            "gone_at": maybe(moment("Since when the store no longer has it, in UTC.")),
            "updated_at": maybe(moment("When it was last measured, in UTC.")),
            "last_error": maybe(text("What went wrong last.", "The store answered 404.")),
            "places": listing(
                "Where it hangs, and where it did.",
                called(
                    "ImagePlace",
                    fields(
                        "A place.", PLACE | {"gone_at": maybe(moment("Since when it no longer hangs there, in UTC."))}
                    ),
                ),
            ),
            "measurements": maybe(ref("Measurements")),
            "findings": listing("What each channel of its store says at the first place.", ref("ChannelResult")),
            "renditions": listing("Its files.", called("Rendition", rendition())),
            "history": called("ImageHistory", history()),
        },
    ),
}
OPERATIONS = [
    Operation(
        view=Images, method="GET", name="listImages", tag=TAG, summary="List photos",
        says="Those with most to do first; with `updated_since` in the order in which they were measured. A photo stands "
        "in the list once for each product that it hangs on.",
        parameters=[
            *pages(),
            query("store", uuid("Only photos of this store.")),
            query("channel", word("Only photos that fail this sales channel.", sorted(CHANNELS), "amazon", name="ChannelCode")),
            query(
                "finding",
                word("Only photos with this finding; with `channel` on that channel.", FINDINGS, name="FindingCode"),
            ),
            query("verdict", word("Only photos of which this is to be done.", VERDICTS, name="Verdict")),
            query("state", word("Only photos of which this was done.", STATES, name="ImageState")),
            query("updated_since", moment("Only photos that were measured after this time. UTC where no zone is named.")),
        ],
        answers={200: answer(listing("The page's photos.", ref("ImageRow")))}, headers=["Link"], refuses=[422],
    ),
    Operation(
        view=OneImage, method="GET", name="getImage", tag=TAG, summary="Get a photo",
        says="With what was measured, what each channel says, its files and its history.",
        parameters=[path_part("image_id", row("The photo's id."))],
        answers={200: answer(ref("Image"), "The photo with all that is known of it.")}, refuses=[404],
    ),
]  # fmt: skip
