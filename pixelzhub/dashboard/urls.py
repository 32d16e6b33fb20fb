"""The merchant's pages."""

from __future__ import annotations

from django.urls import path

from pixelzhub.dashboard.views import (
    health,
    images,
    imports,
    inbox,
    invoices,
    members,
    orders,
    pictures,
    products,
    publications,
    review,
    selection,
    settings,
    stores,
    templates,
)
from pixelzhub.dashboard.views import (
    help as help_pages,
)

app_name = "dashboard"
urlpatterns = [
    path("", health.health, name="health"),
    path("checklist/hide/", health.hide_checklist, name="hide-checklist"),
    path("progress/", health.progress, name="progress"),
    path("inbox/", inbox.inbox, name="inbox"),
    # catalogue and analytics
    path("images/", images.images, name="images"),
    path("images/selection/", selection.change, name="selection"),
    path("images/<int:image_id>/", images.image, name="image"),
    path("images/<int:image_id>/measure/", images.measure_again, name="measure-again"),
    path("products/", products.products, name="products"),
    path("products/<int:product_id>/", products.product, name="product"),
    path("duplicates/", images.duplicates, name="duplicates"),
    # pictures that the hub keeps: thumbnails, originals, outputs
    path("pictures/thumbs/<str:sha256>.jpg", pictures.thumbnail, name="thumbnail"),
    path("pictures/originals/<str:sha256>.jpg", pictures.original, name="original"),
    path("pictures/outputs/<int:output_id>.jpg", pictures.output, name="output-file"),
    path("pictures/live/<int:image_id>.jpg", pictures.live, name="live"),
    # retouching
    path("orders/", orders.orders, name="orders"),
    path("orders/new/", orders.new_order, name="new-order"),
    path("orders/<int:number>/", orders.order, name="order"),
    path("orders/<int:number>/cancel/", orders.cancel, name="cancel-order"),
    path("orders/jobs/<int:job_id>/again/", orders.send_again, name="send-again"),
    path("review/", review.review, name="review"),
    path("review/approve/", review.approve_all, name="approve-all"),
    path("review/<int:output_id>/", review.review, name="review-output"),
    path("review/<int:output_id>/approve/", review.approve, name="approve"),
    path("review/<int:output_id>/send-back/", review.send_back, name="send-back"),
    path("publications/", publications.publications, name="publications"),
    path("publications/new/", publications.new, name="new-publication"),
    path("publications/<int:publication_id>/", publications.publication, name="publication"),
    path("publications/<int:publication_id>/undo/", publications.undo, name="undo"),
    path("publications/<int:publication_id>/choose/", publications.choose, name="choose"),
    path("templates/", templates.templates, name="templates"),
    path("templates/<int:template_id>/", templates.template, name="template"),
    path("invoices/", invoices.invoices, name="invoices"),
    path("invoices/refresh/", invoices.refresh, name="refresh-account"),
    # set-up
    path("stores/", stores.stores, name="stores"),
    path("stores/connect/", stores.choose, name="connect"),
    path("stores/connect/<str:platform>/", stores.connect, name="connect-platform"),
    path("stores/<uuid:store_id>/", stores.store, name="store"),
    path("stores/<uuid:store_id>/sync/", stores.sync, name="sync-store"),
    path("stores/<uuid:store_id>/pause/", stores.pause, name="pause-store"),
    path("stores/<uuid:store_id>/reconnect/", stores.reconnect, name="reconnect-store"),
    path("stores/<uuid:store_id>/disconnect/", stores.disconnect, name="disconnect-store"),
    path("imports/", imports.imports, name="imports"),
    path("imports/new/", imports.new, name="new-import"),
    path("settings/", settings.settings, name="settings"),
    path("settings/profile/", settings.profile, name="profile"),
    path("settings/pixelz/", settings.pixelz, name="settings-pixelz"),
    path("settings/channels/", settings.channels, name="settings-channels"),
    path("settings/members/", members.members, name="settings-members"),
    path("settings/members/invite/", members.invite, name="invite"),
    path("settings/members/<int:membership_id>/", members.change, name="change-member"),
    path("settings/invitations/<int:invitation_id>/withdraw/", members.withdraw, name="withdraw-invitation"),
    path("settings/api-keys/", settings.api_keys, name="settings-api-keys"),
    path("settings/api-keys/<int:key_id>/revoke/", settings.revoke_key, name="revoke-key"),
    path("settings/rules/", settings.channels, name="settings-rules"),
    path("join/<str:token>/", members.join, name="join"),
    path("switch/<slug:slug>/", members.switch, name="switch-merchant"),
    path("help/", help_pages.help_page, name="help"),
    path("help/looks/", help_pages.looks, name="looks"),
]
