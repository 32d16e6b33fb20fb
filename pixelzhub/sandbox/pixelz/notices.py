"""The webhook "your image was processed": body, signatures, and what becomes of the ticket when it is heard or not."""

from __future__ import annotations

import json
from sqlite3 import Row
from urllib.parse import urlencode

from pixelzhub.sandbox.faults import Faults
from pixelzhub.sandbox.pixelz import tickets
from pixelzhub.sandbox.pixelz.contacts import contact
from pixelzhub.sandbox.pixelz.statuses import DELIVERED, FINISHED, GIVEN_UP
from pixelzhub.sandbox.store import Store
from pixelzhub.sandbox.webhooks import JSON_KIND, Outbox, Outgoing, sign

CUSTOMER, PARTNER = "HTTP_X_PXZ_CUSTOMER_HMAC_SHA256", "HTTP_X_PXZ_PARTNER_HMAC_SHA256"
"""The documented header names, underscores and all (Developer API, Verify Webhook)."""
DASHED = {CUSTOMER: "X-Pxz-Customer-Hmac-Sha256", PARTNER: "X-Pxz-Partner-Hmac-Sha256"}
FORM_KIND = "application/x-www-form-urlencoded"
FORGED = "forged"
SHORTEST_DELAY_S = 0.3


class Notices:
    """Tells callbacks about finished images, one call for each finished file."""

    def __init__(self, store: Store, faults: Faults, outbox: Outbox) -> None:
        self.store, self.faults, self.outbox = store, faults, outbox
        self.base = ""
        self._count = 0
        outbox.heard = self.heard
        outbox.failed = self.failed

    def tell(self, row: Row, url: str) -> None:
        """Queue the calls for a ticket's finished files."""
        for output in tickets.outputs(row):
            fields = {
                "imageTicket": row["ticket"],
                "processedImageURL": f"{self.base}/pixelz/files/{output['file']}",
                "templateId": str(output["template"]),
            }
            if row["customer_image_id"]:
                fields["customerImageId"] = row["customer_image_id"]
            for _ in range(2 if self.faults.duplicate_webhooks else 1):
                self.outbox.add(self._call(row, url, fields), delay_s=self._delay())

    def heard(self, call: Row) -> None:
        """A callback answered with 200: the ticket is delivered once no other call about it waits."""
        self.store.run(
            "UPDATE tickets SET status = ?, due_at = NULL WHERE ticket = ? AND held = 0 AND status BETWEEN ? AND ?"
            " AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.ticket = tickets.ticket AND done = 0 AND kind = 'real')",
            DELIVERED,
            call["ticket"],
            FINISHED,
            GIVEN_UP,
        )
        if self.faults.forge_webhooks:
            self._forge(call)

    def failed(self, call: Row, attempts: int) -> None:
        """A callback failed for the n-th time: 72, 74, 76, then 78 for good."""
        sql = "UPDATE tickets SET status = ?, due_at = NULL WHERE ticket = ? AND held = 0 AND status BETWEEN ? AND ?"
        self.store.run(sql, FINISHED + 2 * min(attempts, 4), call["ticket"], FINISHED, GIVEN_UP)

    def _call(self, row: Row, url: str, fields: dict[str, str]) -> Outgoing:
        body = urlencode(fields) if self.faults.webhook_form else json.dumps(fields)
        headers = {"Content-Type": FORM_KIND if self.faults.webhook_form else JSON_KIND}
        for name, contact_id in ((CUSTOMER, row["contact_id"]), (PARTNER, row["developer_id"])):
            signer = contact(self.store, contact_id) if contact_id else None
            if signer is not None:
                spelling = DASHED[name] if self.faults.dashed_headers else name
                headers[spelling] = sign(signer.secret, body.encode())
        return Outgoing(url, body, headers, row["ticket"])

    def _delay(self) -> float:
        self._count += 1
        late = self.faults.reorder_webhooks and self._count % 2 == 1
        return max(SHORTEST_DELAY_S, self.faults.turnaround_s / 2) if late else 0.0

    def _forge(self, call: Row) -> None:
        """What somebody without the secret could send: another file for the same ticket."""
        row = tickets.named(self.store, call["ticket"])
        if row is None:
            return
        fields = {"imageTicket": row["ticket"], "processedImageURL": f"{self.base}/pixelz/files/forged.jpg"}
        fields |= {"templateId": str(row["template_id"]), "customerImageId": row["customer_image_id"]}
        made = self._call(row, call["url"], fields)
        signed = {name: sign("not the secret", made.body.encode()) for name in made.headers if "hmac" in name.lower()}
        kind = {"Content-Type": made.headers["Content-Type"]}
        for headers in ({**kind, **signed}, kind):
            self.outbox.add(Outgoing(made.url, made.body, headers, row["ticket"], FORGED))
