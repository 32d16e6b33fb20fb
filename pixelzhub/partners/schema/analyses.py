"""/ext/analyze: one file measured and judged, and not kept."""

from __future__ import annotations

from analytics.analysis_models import Analysis
from analytics.analyze import KEPT, MOST_BYTES
from analytics.channels import CHANNELS
from pixelzhub.partners.images.analyze import MOST_WAITING, Analyze, OneAnalysis
from pixelzhub.partners.products.fields import LONGEST_URL
from pixelzhub.partners.schema.frame import answer, path_part
from pixelzhub.partners.schema.operation import Operation
from pixelzhub.partners.schema.shapes import address, fields, file, flag, listing, maybe, moment, ref, text, uuid, word

TAG = "Analyses"
SAYS = "One file measured and judged by the sales channels' rules. Nothing of it is left after a day."
ID = uuid("The analysis's id.")
CHANNEL = word("A sales channel.", sorted(CHANNELS), "amazon", name="ChannelCode")
IS_MAIN = flag("Whether to judge it as a product's main photo.") | {"default": True}
COMPONENTS = {
    "Analysis": fields(
        "A file, and what was measured on it.",
        {
            "id": ID,
            "state": word("How it stands.", Analysis.State.values, name="AnalysisState"),
            "reason": maybe(text("Why it could not be measured.", "The address answered 404.")),
            "name": text("The file's name.", "front.jpg"),
            "is_main": flag("Whether it is judged as a product's main photo."),
            "channels": listing("The sales channels that judge it.", CHANNEL),
            "measurements": maybe(ref("Measurements")),
            "findings": listing("What each channel says; empty until it is measured.", ref("ChannelResult")),
            "created_at": moment("When it was asked for, in UTC."),
            "expires_at": moment(f"Until then it can be read: {KEPT.total_seconds() / 3600:.0f} hours, in UTC."),
        },
    ),
}
OPERATIONS = [
    Operation(
        view=Analyze, method="POST", name="analyze", tag=TAG, summary="Have a file measured",
        says=f"As a form with the file, up to {MOST_BYTES // 1_000_000} MB, or as JSON with its address. It is measured "
        f"within seconds; ask for the analysis until its `state` is no longer `waiting`. Up to {MOST_WAITING} may wait.",
        body=fields(
            "Which file, and who judges it.",
            {
                "url": address("Where the file is.", "https://shop.example/front.jpg")
                | {"pattern": "^https?://", "maxLength": LONGEST_URL},
                "channels": maybe(listing("The sales channels; all of them without it.", CHANNEL, least=1)),
                "is_main": IS_MAIN,
            },
            optional=["channels", "is_main"],
        ),
        form=fields(
            "The file, and who judges it.",
            {
                "file": file("The picture.", "front.jpg"),
                "channels": listing("The sales channels; all of them without it.", CHANNEL, least=1),
                "is_main": IS_MAIN,
            },
            optional=["channels", "is_main"],
        ),
        example={"url": "https://shop.example/front.jpg", "channels": ["amazon"]},
        answers={200: answer(ref("Analysis"), "The file waits to be measured.")}, headers=["Location"], refuses=[409],
    ),
    Operation(
        view=OneAnalysis, method="GET", name="getAnalysis", tag=TAG, summary="Get an analysis",
        says="What was measured, with its units, and what each channel says.", parameters=[path_part("analysis_id", ID)],
        answers={200: answer(ref("Analysis"), "The analysis as it is now.")}, refuses=[404],
    ),
]  # fmt: skip
