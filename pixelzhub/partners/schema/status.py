"""/ext/status."""

from __future__ import annotations

from pixelzhub.accounts.scopes import Scope
from pixelzhub.partners.schema.frame import answer
from pixelzhub.partners.schema.operation import Operation
from pixelzhub.partners.schema.shapes import always, fields, listing, moment, ref, text, word
from pixelzhub.partners.views import VERSION, Status

TAG = "Status"
SAYS = "Whether your key works, and what it may do."
COMPONENTS = {
    "KeyStatus": fields(
        "The key that asked, and the version that answers.",
        {
            "status": always("Always `ok`.", "ok"),
            "version": text("The version of the API.", VERSION),
            "api_key_name": text("The name under which the key was made.", "ERP"),
            "api_key_scopes": listing("What the key may do.", word("A scope.", Scope.values, name="Scope")),
            "timestamp": moment("The time at the hub, in UTC."),
        },
    ),
}
OPERATIONS = [
    Operation(
        view=Status, method="GET", name="getStatus", tag=TAG, summary="Ask whether the key works",
        says="The first call to make: it gives the key's name and scopes.",
        answers={200: answer(ref("KeyStatus"), "The key that asked, and the version that answers.")},
    ),
]  # fmt: skip
