"""Merchants and the people who work for them."""

from __future__ import annotations

import hashlib
import secrets

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from pixelzhub.accounts import audit
from pixelzhub.accounts.models import Invitation, Membership, Merchant, Role, User


def create_merchant(*, name: str, owner: User, time_zone: str = "UTC") -> Merchant:
    """A new merchant with its first owner. The slug gets a number when the name is taken."""
    base = slugify(name)[:50] or "merchant"
    for number in range(1, 1000):
        slug = base if number == 1 else f"{base}-{number}"
        try:
            with transaction.atomic():
                merchant = Merchant.objects.create(name=name, slug=slug, time_zone=time_zone)
                Membership.objects.create(merchant=merchant, user=owner, role=Role.OWNER)
                audit.record(merchant, owner, "merchant.created", name)
                return merchant
        except IntegrityError:
            continue
    raise ValueError(f"There are already 999 merchants called {name}.")


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def invite(*, merchant: Merchant, email: str, role: str, by: User) -> str:
    """Invite someone, or invite them anew; gives the token for the mailed link, which is not stored."""
    token = secrets.token_urlsafe(24)
    Invitation.objects.filter(merchant=merchant, email__iexact=email, accepted_at=None).delete()
    Invitation.objects.create(merchant=merchant, email=email.lower(), role=role, digest=_digest(token))
    audit.record(merchant, by, "member.invited", email, role=role)
    return token


def open_invitation(token: str) -> Invitation | None:
    """The invitation that a link's token opens, unless it was used or is too old."""
    invitation = Invitation.objects.filter(digest=_digest(token)).select_related("merchant").first() if token else None
    return invitation if invitation and invitation.is_open else None


@transaction.atomic
def accept_invitation(*, invitation: Invitation, user: User) -> Membership:
    """Make the person a member; accepting twice changes nothing."""
    membership, created = Membership.objects.get_or_create(
        merchant=invitation.merchant, user=user, defaults={"role": invitation.role}
    )
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    if created:
        audit.record(invitation.merchant, user, "member.joined", user.email, role=invitation.role)
    return membership


class LastOwner(Exception):
    """A merchant must keep one owner."""


@transaction.atomic
def change_role(*, membership: Membership, role: str, by: User) -> None:
    """Give a member another role. Raises `LastOwner` when nobody would be left to decide."""
    if membership.role == Role.OWNER and role != Role.OWNER:
        _keep_an_owner(membership)
    membership.role = role
    membership.save(update_fields=["role"])
    audit.record(membership.merchant, by, "member.changed", membership.user.email, role=role)


@transaction.atomic
def remove_member(*, membership: Membership, by: User) -> None:
    """Take someone out. Raises `LastOwner` as above."""
    if membership.role == Role.OWNER:
        _keep_an_owner(membership)
    audit.record(membership.merchant, by, "member.removed", membership.user.email)
    membership.delete()


def _keep_an_owner(membership: Membership) -> None:
    others = Membership.objects.select_for_update().filter(merchant=membership.merchant, role=Role.OWNER)
    if not others.exclude(pk=membership.pk).exists():
        raise LastOwner
