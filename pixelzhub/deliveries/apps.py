"""The deliveries app."""

from django.apps import AppConfig


class DeliveriesConfig(AppConfig):
    name = "pixelzhub.deliveries"
    label = "deliveries"
