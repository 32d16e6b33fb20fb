"""The retouch app."""

from django.apps import AppConfig


class RetouchConfig(AppConfig):
    name = "pixelzhub.retouch"
    label = "retouch"
