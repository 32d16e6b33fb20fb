"""The product's own settings with one more address."""

from pixelzhub.settings import *  # noqa: F403

ROOT_URLCONF = "tests.intake.urls"
