"""A server that hears of what happens, and believes only what the hub signed."""

import base64
import hmac
import json
import os
import time
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer

SECRET = base64.b64decode(os.environ["WEBHOOK_SECRET"].removeprefix("whsec_"))
OLDEST_S = 300


def is_from_hub(headers: Mapping[str, str], body: bytes) -> bool:
    """Whether one of the signatures is ours, and the message is new enough."""
    number, at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not at.isdecimal() or abs(time.time() - int(at)) > OLDEST_S:
        return False
    digest = hmac.digest(SECRET, f"{number}.{at}.".encode() + body, "sha256")
    mine = b"v1," + base64.b64encode(digest)
    return any(hmac.compare_digest(mine, one.encode()) for one in headers.get("webhook-signature", "").split())


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        genuine = is_from_hub(dict(self.headers.items()), body)
        if genuine:
            print(self.headers["webhook-id"], json.loads(body)["type"], flush=True)
        # Answer at once and work later: after 15 seconds the hub takes it that nothing arrived.
        self.send_response(204 if genuine else 400)
        self.end_headers()


server = HTTPServer(("127.0.0.1", int(os.environ.get("PORT", "8080"))), Receiver)
print("Listening on", server.server_port, flush=True)
server.serve_forever()
