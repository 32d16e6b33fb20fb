"""/ext/webhooks: where a partner's program hears of what happens, and what became of each message."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from pixelzhub import pipeline
from pixelzhub.accounts.scopes import Scope
from pixelzhub.deliveries import managing
from pixelzhub.deliveries.endpoints import Endpoint, Message
from pixelzhub.partners.frame.asking import NotNow, own_row_by_uuid
from pixelzhub.partners.frame.body import WrongValue, fields_of
from pixelzhub.partners.frame.envelope import envelope, moment
from pixelzhub.partners.frame.keys import key_of, merchant_of
from pixelzhub.partners.frame.listing import listed
from pixelzhub.partners.frame.route import Route
from pixelzhub.partners.webhooks.fields import checked, told_of, told_of_message, wrong


class Webhooks(Route):
    scopes: ClassVar = {"GET": Scope.WEBHOOKS_READ, "POST": Scope.WEBHOOKS_WRITE}

    def get(self, request: Request) -> Response:
        endpoints = list(Endpoint.objects.filter(merchant=merchant_of(request)))
        newest = max((endpoint.updated_at for endpoint in endpoints), default=None)
        told = [told_of(endpoint) for endpoint in endpoints]
        return Response(envelope(told, total=len(told), page_size=len(told), updated_at=newest))

    def post(self, request: Request) -> Response:
        fields = checked(fields_of(request, {"url", "events", "description"}))
        for name in ("url", "events"):
            if name not in fields:
                raise WrongValue(f"“{name}” is missing.")
        try:
            endpoint = managing.make_endpoint(
                merchant=merchant_of(request),
                url=fields["url"],
                events=fields["events"],
                description=fields.get("description", ""),
                by=str(key_of(request)),
            )
        except managing.WrongEndpoint as error:
            raise wrong(error) from error
        told = told_of(endpoint) | {"secret": endpoint.secret}
        return Response(envelope(told, updated_at=endpoint.updated_at))


class Webhook(Route):
    scopes: ClassVar = {
        "GET": Scope.WEBHOOKS_READ,
        "PATCH": Scope.WEBHOOKS_WRITE,
        "DELETE": Scope.WEBHOOKS_WRITE,
    }

    def get(self, request: Request, webhook_id: str) -> Response:
        return _answer(_own(request, webhook_id))

    def patch(self, request: Request, webhook_id: str) -> Response:
        endpoint, by = _own(request, webhook_id), str(key_of(request))
        fields = checked(fields_of(request, {"url", "events", "description", "enabled"}))
        enabled = fields.pop("enabled", None)
        try:
            managing.change_endpoint(endpoint=endpoint, by=by, **fields)
        except managing.WrongEndpoint as error:
            raise wrong(error) from error
        if enabled is not None:
            (managing.enable if enabled else managing.disable)(endpoint=endpoint, by=by)
            pipeline.nudge()
        return _answer(endpoint)

    def delete(self, request: Request, webhook_id: str) -> Response:
        endpoint = _own(request, webhook_id)
        told = {"id": str(endpoint.pk), "deleted": True}
        managing.delete(endpoint=endpoint, by=str(key_of(request)))
        return Response(envelope(told))


class Rotation(Route):
    scopes: ClassVar = {"POST": Scope.WEBHOOKS_WRITE}

    def post(self, request: Request, webhook_id: str) -> Response:
        endpoint = _own(request, webhook_id)
        fields_of(request, set())
        secret = managing.rotate(endpoint=endpoint, by=str(key_of(request)))
        assert endpoint.old_secret_until is not None
        told = told_of(endpoint) | {"secret": secret, "old_secret_signs_until": moment(endpoint.old_secret_until)}
        return Response(envelope(told, updated_at=endpoint.updated_at))


class Deliveries(Route):
    scopes: ClassVar = {"GET": Scope.WEBHOOKS_READ}

    def get(self, request: Request, webhook_id: str) -> Response:
        messages = Message.objects.filter(endpoint=_own(request, webhook_id))
        return listed(request, messages, _messages, lambda message: message.created_at)


class Replay(Route):
    scopes: ClassVar = {"POST": Scope.WEBHOOKS_WRITE}

    def post(self, request: Request, webhook_id: str, delivery_id: str) -> Response:
        messages = Message.objects.filter(endpoint=_own(request, webhook_id)).select_related("endpoint__merchant")
        message = own_row_by_uuid(messages, delivery_id, "number")
        fields_of(request, set())
        try:
            managing.replay(message=message, by=str(key_of(request)))
        except managing.Disabled as error:
            raise NotNow(str(error)) from error
        pipeline.nudge()
        message.refresh_from_db()
        return Response(envelope(told_of_message(message)))


def _messages(rows: Sequence[Message]) -> list[dict[str, Any]]:
    return [told_of_message(message) for message in rows]


def _answer(endpoint: Endpoint) -> Response:
    return Response(envelope(told_of(endpoint), updated_at=endpoint.updated_at))


def _own(request: Request, webhook_id: str) -> Endpoint:
    rows = Endpoint.objects.filter(merchant=merchant_of(request)).select_related("merchant")
    return own_row_by_uuid(rows, webhook_id)
