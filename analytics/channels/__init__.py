"""Sales channels as dated data: one file and one line a channel."""

from __future__ import annotations

from analytics.channels import (
    amazon,
    bigcommerce,
    bol,
    ebay,
    etsy,
    google,
    meta,
    shopify,
    tiktok,
    walmart,
    zalando,
)
from analytics.channels.own import OWN as OWN
from analytics.channels.own import own_channel as own_channel
from analytics.channels.shapes import Channel

CHANNELS: dict[str, Channel] = {
    channel.code: channel
    for channel in (
        amazon.CHANNEL,
        google.CHANNEL,
        ebay.CHANNEL,
        zalando.CHANNEL,
        walmart.CHANNEL,
        bol.CHANNEL,
        tiktok.CHANNEL,
        etsy.CHANNEL,
        meta.CHANNEL,
        shopify.CHANNEL,
        bigcommerce.CHANNEL,
        own_channel({}),
    )
}
