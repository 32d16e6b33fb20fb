"""The dashboard app."""

from django.apps import AppConfig


class DashboardConfig(AppConfig):
    name = "pixelzhub.dashboard"
    label = "dashboard"
