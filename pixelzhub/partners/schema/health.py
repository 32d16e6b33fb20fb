"""/ext/health: how healthy the shop's photos are."""

from __future__ import annotations

from pixelzhub.partners.schema.frame import answer, query
from pixelzhub.partners.schema.operation import Operation
from pixelzhub.partners.schema.shapes import called, day, fields, listing, maybe, number, ref, text, uuid, whole
from pixelzhub.partners.stores.health import ImageHealth

TAG = "Health"
SAYS = "How many of your photos meet the rules of the channels that they are sold on."
SCORE = "0 to 100; null while too few photos are measured."
COMPONENTS = {
    "ImageHealth": fields(
        "The figures of the health page.",
        {
            "store_id": maybe(uuid("The store that was asked for; null for all of them.")),
            "score": maybe(whole(f"The share of measured photos that meet every required rule, {SCORE}", 71, most=100)),
            "score_when_mended": maybe(whole(f"The score if all that can be mended were, {SCORE}", 92, most=100)),
            "main_photo_score": maybe(whole(f"The same over main photos, {SCORE}", 68, most=100)),
            "photos": whole("Photos.", 6400),
            "measured": whole("Photos that are measured.", 6060),
            "unmeasured": whole("Photos that are not measured yet.", 340),
            "meeting": whole("Measured photos that meet every required rule.", 4303),
            "failing": whole("Measured photos that do not.", 1757),
            "to_do": called(
                "HealthToDo",
                fields(
                    "What helps those that fail; the three add up.",
                    {
                        "mend": whole("Photos that retouching mends.", 1284),
                        "reshoot": whole("Photos to take again.", 301),
                        "fix": whole("Photos to mend in the store.", 172),
                    },
                ),
            ),
            "channels": listing(
                "The same by channel.",
                called(
                    "ChannelHealth",
                    fields(
                        "A channel.",
                        {
                            "channel": text("The channel's code.", "amazon"),
                            "name": text("The channel's name.", "Amazon"),
                            "measured": whole("Measured photos of the stores that are listed there.", 6060),
                            "failing": whole("Those that fail a required rule.", 1202),
                            "warned": whole("Those with a warning at most.", 318),
                        },
                    ),
                ),
            ),
            "trend": listing(
                "The score of the last days.",
                called(
                    "HealthOfDay",
                    fields(
                        "A day.",
                        {"day": day("The day."), "score": number("The score, 0 to 100.", 70.4, least=0, most=100)},
                    ),
                ),
            ),
        },
    ),
}
OPERATIONS = [
    Operation(
        view=ImageHealth, method="GET", name="getImageHealth", tag=TAG, summary="Get the shop's image health",
        says="Of all stores, or of one.", parameters=[query("store", uuid("Only this store."))],
        answers={200: answer(ref("ImageHealth"), "The figures of the health page.")}, refuses=[404, 422],
    ),
]  # fmt: skip
