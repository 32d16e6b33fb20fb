"""What the sandbox can be told to do badly, so that its clients can be tested against it."""

from __future__ import annotations

import math
import random
import threading
import time
from dataclasses import asdict, dataclass, field
from typing import Any

from pixelzhub.sandbox.web import Stop, json_response


@dataclass
class Faults:
    """Settable while it runs, forgotten when it ends.

    All calls of Pixelz and the shop:
    latency_ms          milliseconds before each answer
    error_rate          share of calls that are answered with 500, from 0 to 1
    duplicate_webhooks  each webhook is sent twice

    Pixelz alone:
    drop_after_accept   share of images that are accepted and their answers lost, from 0 to 1
    reorder_webhooks    every other webhook waits for half a turnaround, so that later ones overtake it
    forge_webhooks      after a webhook was heard, one with a wrong signature and one without follow
    webhook_form        webhooks carry a form instead of JSON: no document says which
    dashed_headers      signatures come under X-Pxz-Customer-Hmac-Sha256, as behind a proxy that dislikes underscores
    quirks              answers have the oddities of the document's samples; off: everything is clean
    render              photos are really rendered; off: a tiny picture instead, for load tests
    presign             the account is enabled for RequestPresignUrls
    newer_calls         StackImage, AddColorLibrary and fields that the published document lacks
    outputs             finished files for each image, each on a template of its own
    turnaround_s        seconds from a photo's acceptance to its delivery; ten minutes of the real clock

    The shop alone:
    shop_rate           calls a second
    """

    latency_ms: float = 0.0
    error_rate: float = 0.0
    duplicate_webhooks: bool = False
    drop_after_accept: float = 0.0
    reorder_webhooks: bool = False
    forge_webhooks: bool = False
    webhook_form: bool = False
    dashed_headers: bool = False
    quirks: bool = True
    render: bool = True
    presign: bool = False
    newer_calls: bool = True
    outputs: int = 1
    turnaround_s: float = 8.0
    shop_rate: float = 50.0

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def change(self, wanted: dict[str, Any]) -> None:
        """Set what is named. Raises ValueError for anything unknown, or that is not a number of zero or more."""
        kinds = {name: type(value) for name, value in asdict(Faults()).items()}
        for name, value in wanted.items():
            if name not in kinds:
                raise ValueError(f"{name} is not known.")
            if isinstance(value, str) or not 0 <= float(value) < math.inf:
                raise ValueError(f"{name} must be a number of zero or more.")
        for name, value in wanted.items():
            setattr(self, name, kinds[name](value))

    def suffer(self) -> None:
        """Be slow, or fail, as set."""
        if self.latency_ms:
            time.sleep(self.latency_ms / 1000)
        if self.error_rate and random.random() < self.error_rate:
            raise Stop(json_response({"error": "The server has a problem of its own."}, 500))

    def drops_now(self) -> bool:
        """Whether this accepted image's answer is to be lost."""
        return random.random() < self.drop_after_accept


@dataclass
class Bucket:
    """A token bucket: so many requests a second, four seconds' worth at once."""

    tokens: float = 200.0
    filled_at: float = field(default_factory=time.monotonic)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, rate: float) -> float:
        """Take one token. Answers with the seconds to wait, 0 when it was there."""
        with self.lock:
            moment = time.monotonic()
            self.tokens = min(max(rate * 4, 1.0), self.tokens + (moment - self.filled_at) * rate)
            self.filled_at = moment
            if self.tokens >= 1:
                self.tokens -= 1
                return 0.0
            return (1 - self.tokens) / rate if rate else 60.0
