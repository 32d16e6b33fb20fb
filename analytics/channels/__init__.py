"""Sales channels as dated data: one file and one line a channel."""

from __future__ import annotations

from analytics.channels import amazon, google
from analytics.channels.shapes import Channel

CHANNELS: dict[str, Channel] = {
    channel.code: channel
    for channel in (
        amazon.CHANNEL,
        google.CHANNEL,
    )
}
