"""python -m tests.bench [--only SUBJECT] [--photos N]"""

from __future__ import annotations

import argparse

from tests.bench.chaos import in_chaos
from tests.bench.codes import codes
from tests.bench.importing import importing
from tests.bench.intake import takes_calls
from tests.bench.intake_photos import photos
from tests.bench.judging import judging, million
from tests.bench.measuring import measuring
from tests.bench.pages import LARGE, pages
from tests.bench.partners import partners
from tests.bench.polling import polling
from tests.bench.publishing import publishes
from tests.bench.start import start
from tests.bench.sync import sync
from tests.bench.twins import twins


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=LARGE)
    subjects = {
        "measuring": measuring,
        "codes": codes,
        "pages": lambda: pages(parser.parse_args().photos),
        "twins": twins,
        "intake": takes_calls,
        "polling": polling,
        "photos": photos,
        "judging": judging,
        "million": million,
        "start": start,
        "sync": sync,
        "importing": importing,
        "chaos": in_chaos,
        "publishing": publishes,
        "partners": partners,
    }
    parser.add_argument("--only", choices=list(subjects))
    only = parser.parse_args().only
    for name, bench in subjects.items():
        if only in {None, name}:
            bench()


main()
