"""Two workers check one merchant's contents at the same moment, again and again; prints how many groups of which size.

Run as a process of its own, on the database of DATABASE_URL: PostgreSQL, where two transactions do run at once.
"""

from __future__ import annotations

import json
import os
import random
import sys
import threading
from collections import Counter

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pixelzhub.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from analytics.models import TwinCheck  # noqa: E402
from analytics.twins.check import check_twins  # noqa: E402
from connectors.models import Product  # noqa: E402
from tests import builders  # noqa: E402
from tests.analytics.twins.contents import check, flipped, groups, hang, looks, signed  # noqa: E402

ROUNDS = 6


def main() -> None:
    call_command("migrate", verbosity=0)
    merchant = builders.make_merchant()
    product = builders.make_product(builders.make_store(merchant))
    chance = random.Random(1)
    pairs = []
    for _ in range(ROUNDS):
        # Near to each other; and both near to one that is there, but not to each other: a link lost, or one group as two.
        shot, other = signed(chance.getrandbits(64)), signed(chance.getrandbits(64))
        pairs.append((shot, flipped(shot, 1, 2, 3)))
        hang(product, looks(other))
        pairs.append((flipped(other, *range(7)), flipped(other, *range(7, 14))))
    check(merchant)
    noted = [[_note(product, whole) for whole in pair] for pair in pairs]
    _check_at_once([[pair[turn] for pair in noted] for turn in (0, 1)])
    sys.stdout.write(json.dumps(Counter(len(group) for group in groups(merchant))))


def _note(product: Product, whole: int) -> int:
    sha256 = hang(product, looks(whole)).image.sha256
    return TwinCheck.objects.get(sha256=sha256).pk


def _check_at_once(lists: list[list[int]]) -> None:
    together = threading.Barrier(len(lists), timeout=60)
    failed: list[Exception] = []

    def work(checks: list[int]) -> None:
        try:
            for check_id in checks:
                together.wait()
                check_twins([check_id])
        except Exception as error:
            together.abort()
            failed.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=work, args=(checks,)) for checks in lists]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    if failed:
        raise failed[0]


if __name__ == "__main__":
    main()
