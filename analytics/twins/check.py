"""The step that looks for twins: contents are noted when their bytes or places change, and checked soon after."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import numpy as np
from django.apps import apps
from django.db import transaction

from analytics.derive import derive
from analytics.duplicates import HASHES, looks_of
from analytics.findings import measurements_for
from analytics.pixels import Measurement
from analytics.twin_models import BANDED, Fingerprint, TwinCheck, TwinGroup
from analytics.twins.bands import cut
from analytics.twins.groups import join_same, join_shots, leave, new_group
from analytics.twins.links import COLOURS, Prints, links
from analytics.twins.places import count_groups, hanging, hanging_twice
from analytics.twins.search import candidates
from connectors.models import MERCHANT, Image, ImageVersion

CHUNK = 2000
LOOKS = (*HASHES, *COLOURS)


def settle(placement_ids: Sequence[int]) -> None:
    """What follows from placements that came, moved or went: findings now, twins soon. Within the change's transaction."""
    derive(placement_ids)
    for start in range(0, len(placement_ids), CHUNK):
        part = placement_ids[start : start + CHUNK]
        # What was never read looks like nothing.
        read = Image.objects.filter(placements__in=part).exclude(sha256="")
        note_images(read.values_list("pk", flat=True).distinct())


def note_images(image_ids: Iterable[int]) -> None:
    """Have the contents of these images checked, with those that they had before."""
    ids = list(image_ids)
    if not ids:
        return
    contents = {
        *Image.objects.filter(pk__in=ids).exclude(sha256="").values_list("merchant", "sha256"),
        *ImageVersion.objects.filter(image__in=ids).values_list("merchant", "sha256"),
    }
    for merchant in {merchant for merchant, _ in contents}:
        TwinCheck.ask(merchant, (sha256 for of, sha256 in contents if of == merchant))


def check_twins(check_ids: Sequence[int]) -> None:
    """Check the noted contents, merchant by merchant, each in one transaction: killed before its end, it starts anew."""
    checks = TwinCheck.objects.filter(pk__in=check_ids)
    for merchant_id in sorted(set(checks.values_list("merchant", flat=True))):
        with transaction.atomic():
            _alone(merchant_id)
            _check(merchant_id, _taken(merchant_id, check_ids))


def _alone(merchant_id: int) -> None:
    """Let nobody else group this merchant's contents until the transaction ends: two at once would miss each other."""
    merchants = apps.get_model(MERCHANT)._default_manager.select_for_update(no_key=True)
    merchants.filter(pk=merchant_id).values_list("pk").first()


def _taken(merchant_id: int, check_ids: Sequence[int]) -> list[str]:
    """The contents to check. Their rows go first, so that a change that comes meanwhile asks anew."""
    rows = TwinCheck.objects.select_for_update().filter(merchant_id=merchant_id, pk__in=check_ids)
    taken = dict(rows.order_by("sha256").values_list("pk", "sha256"))
    TwinCheck.objects.filter(pk__in=taken).delete()
    return list(taken.values())


def _check(merchant_id: int, digests: Sequence[str]) -> None:
    live = hanging(merchant_id, digests)
    wanted = _fingerprints(merchant_id, live)
    stored = {row.sha256: row for row in Fingerprint.objects.filter(merchant_id=merchant_id, sha256__in=digests)}
    gone = [row for digest, row in stored.items() if not _stands(row, wanted.get(digest))]
    companions = Fingerprint.objects.filter(same__in={row.same_id for row in gone} - {None})
    changed = live | set(companions.values_list("sha256", flat=True))
    touched = leave(merchant_id, gone)
    kept = stored.keys() - {row.sha256 for row in gone}
    fresh = Fingerprint.objects.bulk_create(
        (wanted[digest] for digest in sorted(wanted.keys() - kept)), batch_size=CHUNK
    )
    touched |= _join(merchant_id, [row.pk for row in fresh])
    touched |= _groups_of(merchant_id, changed)
    # Photos that became copies of each other became one colour of their shot.
    recoloured = Fingerprint.objects.filter(same__in=touched).exclude(shot=None).values_list("shot", flat=True)
    count_groups(merchant_id, touched.union(recoloured))


def _stands(row: Fingerprint, wanted: Fingerprint | None) -> bool:
    """False for a content that hangs nowhere, or that was measured anew with another result."""
    return wanted is not None and all(getattr(row, name) == getattr(wanted, name) for name in LOOKS)


def _fingerprints(merchant_id: int, digests: Collection[str]) -> dict[str, Fingerprint]:
    """The contents as they were measured, not saved; in bands where they can be compared."""
    measured = measurements_for(merchant_id, digests)
    rows = {digest: _fingerprint(merchant_id, digest, measured.get(digest)) for digest in digests}
    for of, name in BANDED.items():
        searched = [row for row in rows.values() if getattr(row, of) is not None]
        keys = cut(np.array([getattr(row, of) for row in searched], np.int64))
        for band, column in enumerate(keys):
            for row, key in zip(searched, column.tolist(), strict=True):
                setattr(row, f"{name}_{band}", key)
    return rows


def _fingerprint(merchant_id: int, digest: str, measured: Measurement | None) -> Fingerprint:
    row = Fingerprint(merchant_id=merchant_id, sha256=digest)
    if measured and measured.phash is not None:
        for name, value in zip(LOOKS, looks_of(measured), strict=True):
            setattr(row, name, value)
    return row


def _join(merchant_id: int, fresh: Sequence[int]) -> set[int]:
    """Search for the twins of new contents, and group them; gives the groups touched."""
    prints = Prints.read(fresh)
    found = links(candidates(merchant_id, prints), prints)
    return join_same(merchant_id, found) | join_shots(merchant_id, found)


def _groups_of(merchant_id: int, digests: Collection[str]) -> set[int]:
    """The groups of these contents. A file that hangs in two places and has no group yet gets one."""
    rows = Fingerprint.objects.filter(merchant_id=merchant_id, sha256__in=digests)
    alone = rows.filter(same=None)
    for row in alone.filter(sha256__in=hanging_twice(merchant_id, alone.values_list("sha256", flat=True))):
        Fingerprint.objects.filter(pk=row.pk).update(same=new_group(merchant_id, TwinGroup.Kind.PRODUCTS))
    return {group for pair in rows.values_list("same", "shot") for group in pair if group is not None}
