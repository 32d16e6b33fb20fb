"""Routes of the partner API; each answers with and without a slash at its end."""

from django.urls import re_path

from pixelzhub.partners.connectors import Connector, Connectors, Sync
from pixelzhub.partners.product_photos import photo
from pixelzhub.partners.product_writes import Batch
from pixelzhub.partners.products import Delta, OneProduct, Products
from pixelzhub.partners.views import Nothing, Status
from pixelzhub.partners.webhooks import Deliveries, Replay, Rotation, Webhook, Webhooks

app_name = "partners"
urlpatterns = [
    re_path(r"^ext/status/?$", Status.as_view(), name="status"),
    re_path(r"^ext/products/?$", Products.as_view(), name="products"),
    re_path(r"^ext/products/delta/?$", Delta.as_view(), name="delta"),
    re_path(r"^ext/products/batch/?$", Batch.as_view(), name="batch"),
    re_path(r"^ext/products/(?P<ean>[^/]+)/?$", OneProduct.as_view(), name="product"),
    re_path(r"^ext/photos/(?P<signature>[^/]+)/(?P<place>.+)$", photo, name="photo"),
    re_path(r"^ext/webhooks/?$", Webhooks.as_view(), name="webhooks"),
    re_path(r"^ext/webhooks/(?P<webhook_id>[^/]+)/?$", Webhook.as_view(), name="webhook"),
    re_path(r"^ext/webhooks/(?P<webhook_id>[^/]+)/rotate/?$", Rotation.as_view(), name="rotate-webhook"),
    re_path(r"^ext/webhooks/(?P<webhook_id>[^/]+)/deliveries/?$", Deliveries.as_view(), name="webhook-deliveries"),
    re_path(
        r"^ext/webhooks/(?P<webhook_id>[^/]+)/deliveries/(?P<delivery_id>[^/]+)/replay/?$",
        Replay.as_view(),
        name="replay-webhook",
    ),
    re_path(r"^connectors/?$", Connectors.as_view(), name="connectors"),
    re_path(r"^connectors/(?P<store_id>[^/]+)/?$", Connector.as_view(), name="connector"),
    re_path(r"^connectors/(?P<store_id>[^/]+)/sync/?$", Sync.as_view(), name="sync"),
    re_path(r"", Nothing.as_view(), name="nothing"),
]
