"""manage.py api_key: a partner key, shown this once."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from pixelzhub.accounts import audit
from pixelzhub.accounts.keys import create_key
from pixelzhub.accounts.models import Merchant
from pixelzhub.accounts.scopes import Scope, UnknownScope


class Command(BaseCommand):
    help = "Make a partner key. The key alone is on the last line and is never shown again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--merchant", required=True, metavar="SLUG")
        parser.add_argument("--name", required=True)
        parser.add_argument(
            "--scope", action="append", required=True, metavar="SCOPE", help=f"any of {', '.join(Scope.values)}"
        )
        parser.add_argument("--data", help="folder of a demo")

    def handle(self, *args: Any, **options: Any) -> None:
        merchant = Merchant.objects.filter(slug=options["merchant"]).first()
        if merchant is None:
            raise CommandError(f"There is no merchant with slug {options['merchant']}.")
        try:
            row, key = create_key(merchant=merchant, name=options["name"], scopes=options["scope"])
        except UnknownScope as error:
            raise CommandError(str(error)) from error
        audit.record(merchant, "manage.py api_key", "api_key.made", row.name, scopes=row.scopes)
        self.stdout.write(key)
