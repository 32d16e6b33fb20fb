"""OAuth 2.0 under the names by which the library's metadata finds them."""

from __future__ import annotations

from django.urls import path
from oauth2_provider.views import OAuthServerMetadataView

from pixelzhub.dashboard.views.consent import Consent
from pixelzhub.dashboard.views.oauth_tokens import Revoke, Token

app_name = "oauth2_provider"
urlpatterns = [
    path("oauth/authorize/", Consent.as_view(), name="authorize"),
    path("oauth/token/", Token.as_view(), name="token"),
    path("oauth/revoke/", Revoke.as_view(), name="revoke-token"),
    path(".well-known/oauth-authorization-server", OAuthServerMetadataView.as_view(), name="oauth-server-metadata"),
]
