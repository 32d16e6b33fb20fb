"""Routes of the partner API; each answers with and without a slash at its end."""

from django.urls import re_path

from pixelzhub.partners.images.analyze import Analyze, OneAnalysis
from pixelzhub.partners.images.routes import Images, OneImage
from pixelzhub.partners.products.routes import Delta, OneProduct, Products
from pixelzhub.partners.products.writes import Batch
from pixelzhub.partners.renditions.routes import kept_file
from pixelzhub.partners.retouch.invoices import Invoices
from pixelzhub.partners.retouch.jobs import ApproveJob, CancelJob, Jobs, OneJob, RejectJob
from pixelzhub.partners.retouch.orders import OneOrder, Orders
from pixelzhub.partners.retouch.publications import OnePublication, Publications, UndoPublication
from pixelzhub.partners.retouch.templates import Templates
from pixelzhub.partners.stores.connectors import Connector, Connectors, Sync
from pixelzhub.partners.stores.health import ImageHealth
from pixelzhub.partners.stores.import_log import ImportLog, ImportTemplate
from pixelzhub.partners.stores.imports import Imports, LastImport, OneImport
from pixelzhub.partners.views import Nothing, Status
from pixelzhub.partners.webhooks.events import Events
from pixelzhub.partners.webhooks.routes import Deliveries, Replay, Rotation, Webhook, Webhooks

app_name = "partners"
urlpatterns = [
    re_path(r"^ext/status/?$", Status.as_view(), name="status"),
    re_path(r"^ext/products/?$", Products.as_view(), name="products"),
    re_path(r"^ext/products/delta/?$", Delta.as_view(), name="delta"),
    re_path(r"^ext/products/batch/?$", Batch.as_view(), name="batch"),
    re_path(r"^ext/products/(?P<ean>[^/]+)/?$", OneProduct.as_view(), name="product"),
    re_path(r"^ext/images/?$", Images.as_view(), name="images"),
    re_path(r"^ext/images/(?P<image_id>[^/]+)/?$", OneImage.as_view(), name="image"),
    re_path(r"^ext/analyze/?$", Analyze.as_view(), name="analyze"),
    re_path(r"^ext/analyze/(?P<analysis_id>[^/]+)/?$", OneAnalysis.as_view(), name="analysis"),
    re_path(r"^ext/files/(?P<until>\d{8}|always)/(?P<signature>[^/]+)/(?P<file>.+)$", kept_file, name="file"),
    re_path(r"^ext/orders/?$", Orders.as_view(), name="orders"),
    re_path(r"^ext/orders/(?P<order_id>[^/]+)/?$", OneOrder.as_view(), name="order"),
    re_path(r"^ext/jobs/?$", Jobs.as_view(), name="jobs"),
    re_path(r"^ext/jobs/(?P<job_id>[^/]+)/?$", OneJob.as_view(), name="job"),
    re_path(r"^ext/jobs/(?P<job_id>[^/]+)/cancel/?$", CancelJob.as_view(), name="cancel-job"),
    re_path(r"^ext/jobs/(?P<job_id>[^/]+)/approve/?$", ApproveJob.as_view(), name="approve-job"),
    re_path(r"^ext/jobs/(?P<job_id>[^/]+)/reject/?$", RejectJob.as_view(), name="reject-job"),
    re_path(r"^ext/publications/?$", Publications.as_view(), name="publications"),
    re_path(r"^ext/publications/(?P<publication_id>[^/]+)/?$", OnePublication.as_view(), name="publication"),
    re_path(r"^ext/publications/(?P<publication_id>[^/]+)/undo/?$", UndoPublication.as_view(), name="undo-publication"),
    re_path(r"^ext/events/?$", Events.as_view(), name="events"),
    re_path(r"^ext/templates/?$", Templates.as_view(), name="templates"),
    re_path(r"^ext/invoices/?$", Invoices.as_view(), name="invoices"),
    re_path(r"^ext/health/?$", ImageHealth.as_view(), name="health"),
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
    re_path(r"^imports/?$", Imports.as_view(), name="imports"),
    re_path(r"^imports/last/?$", LastImport.as_view(), name="last-import"),
    re_path(r"^imports/template/?$", ImportTemplate.as_view(), name="import-template"),
    re_path(r"^imports/(?P<import_id>[^/]+)/?$", OneImport.as_view(), name="import"),
    re_path(r"^imports/(?P<import_id>[^/]+)/log/?$", ImportLog.as_view(), name="import-log"),
    re_path(r"", Nothing.as_view(), name="nothing"),
]
