"""What the sandbox can be told to do badly, so that its clients can be tested against it."""

from __future__ import annotations

import random
import threading
import time
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from pixelzhub.sandbox.web import Stop, json_response


@dataclass
class Faults:
    """Settable while it runs; forgotten when it ends."""

    latency_ms: float = 0.0
    error_rate: float = 0.0
    drop_after_accept: int = 0
    duplicate_webhooks: int = 0
    turnaround_s: float = 8.0
    shop_rate: float = 50.0

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def change(self, wanted: dict[str, Any]) -> None:
        """Set what is named. Raises ValueError for anything that is not a number of zero or more."""
        kinds = {one.name: type(getattr(self, one.name)) for one in fields(self)}
        for name, value in wanted.items():
            if isinstance(value, str) or float(value) < 0:
                raise ValueError(f"{name} must be a number of zero or more.")
            setattr(self, name, kinds[name](value))

    def suffer(self) -> None:
        """Be slow, or fail, as set."""
        if self.latency_ms:
            time.sleep(self.latency_ms / 1000)
        if self.error_rate and random.random() < self.error_rate:
            raise Stop(json_response({"error": "The server has a problem of its own."}, 500))

    def drops_now(self) -> bool:
        """Whether this accepted image's answer is to be lost."""
        if self.drop_after_accept <= 0:
            return False
        self.drop_after_accept -= 1
        return True


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
