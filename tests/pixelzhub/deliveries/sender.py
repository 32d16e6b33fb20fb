"""A worker of its own that sends what waits for one endpoint: `python -m tests.pixelzhub.deliveries.sender ID`."""

from __future__ import annotations

import os
import sys
import uuid

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pixelzhub.settings")

import django

django.setup()

from pixelzhub.deliveries.sending import send_messages  # noqa: E402

if __name__ == "__main__":
    send_messages([uuid.UUID(sys.argv[1])])
