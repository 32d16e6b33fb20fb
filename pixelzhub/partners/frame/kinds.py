"""What hangs on the kind of a key or token: which calls take it, and how large the photos are that it is given."""

from __future__ import annotations

from collections.abc import Sequence

from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from pixelzhub.accounts.callers import Caller
from pixelzhub.accounts.kinds import READING, WRITING, Kind
from pixelzhub.partners.frame.keys import key_of
from pixelzhub.partners.renditions.fitted import PHONE, WEB

SIDES = {Kind.WEB: WEB, Kind.ANDROID: PHONE, Kind.IOS: PHONE}


def accepted_kinds(view_class: type[APIView], method: str) -> tuple[Kind, ...]:
    """The kinds that a call of this view takes, in the order in which to tell of them; none for a method that it has not."""
    reads = method in {"GET", "HEAD"}
    if ("GET" if reads else method) not in getattr(view_class, "scopes", {}):
        return ()
    return READING if reads else WRITING


def side_for(request: Request) -> int | None:
    """Into how many px the photos fit that this caller is given; None for photos as they are."""
    return SIDES.get(key_of(request).kind)


class KindAccepted(BasePermission):
    """Refuses a kind that the call does not take, and says which it takes."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        caller, accepted = request.auth, accepted_kinds(type(view), str(request.method))
        if accepted and isinstance(caller, Caller) and caller.kind not in accepted:
            raise PermissionDenied(f"This call takes {_either(accepted)}, not {_one(caller.kind)}.")
        return True


def _either(kinds: Sequence[Kind]) -> str:
    *others, last = [_one(kind) for kind in kinds]
    return f"{', '.join(others)} or {last}" if others else last


def _one(kind: Kind) -> str:
    return f"{'an' if kind.label[0] in 'AOi' else 'a'} {kind.label}"
