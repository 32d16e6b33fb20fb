"""The product's settings, with a bare view beside its own and no limit that a bench would run into."""

from pixelzhub.settings import *  # noqa: F403

ROOT_URLCONF = "tests.large.partner_urls"
PARTNER_CALLS_A_MINUTE = 10_000_000
