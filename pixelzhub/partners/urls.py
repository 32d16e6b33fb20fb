"""Routes of the partner API; each answers with and without a slash at its end."""

from django.urls import re_path

from pixelzhub.partners.connectors import Connector, Connectors, Sync
from pixelzhub.partners.views import Nothing, Status

app_name = "partners"
urlpatterns = [
    re_path(r"^ext/status/?$", Status.as_view(), name="status"),
    re_path(r"^connectors/?$", Connectors.as_view(), name="connectors"),
    re_path(r"^connectors/(?P<store_id>[^/]+)/?$", Connector.as_view(), name="connector"),
    re_path(r"^connectors/(?P<store_id>[^/]+)/sync/?$", Sync.as_view(), name="sync"),
    re_path(r"", Nothing.as_view(), name="nothing"),
]
