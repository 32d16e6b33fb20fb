"""manage.py connector list|check: the platforms, and each method of one tried against a real store."""

from __future__ import annotations

import json
from contextlib import ExitStack
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from connectors.checking import Checked, check_methods
from connectors.contract import ABILITIES, Connector, SetupField, ability_report
from connectors.errors import ConnectorError
from connectors.registry import PLATFORMS, connector_class, connector_classes
from connectors.stores import open_connector
from connectors.trial import Trial
from pixelzhub.management.pictures import PictureServer

MARKS = {"ok": "ok", "failed": "FAILED", "not offered": "–", "not tried": "–"}


class Command(BaseCommand):
    help = "List the platforms, or try each method of one against a real store."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        listing = actions.add_parser("list", help="What each platform needs and can do.")
        listing.add_argument("--json", action="store_true")
        checking = actions.add_parser("check", help="Try each method; --write tries those that write, too.")
        checking.add_argument("platform", choices=PLATFORMS)
        checking.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="one setting each")
        checking.add_argument("--write", action="store_true", help="add, replace and remove a photo on one product")
        checking.add_argument("--product", default="", help="id of that product; the first with a photo otherwise")
        checking.add_argument("--listen", default="127.0.0.1:0", metavar="HOST:PORT", help="where test pictures wait")
        checking.add_argument("--pictures-at", default="", metavar="URL", help="that address as the store reaches it")
        checking.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        (self._list if options["action"] == "list" else self._check)(options)

    def _list(self, options: dict[str, Any]) -> None:
        kinds = [kind for kind in connector_classes() if kind.offered]
        if options["json"]:
            self.stdout.write(json.dumps([_described(kind) for kind in kinds], indent=2, ensure_ascii=False))
            return
        for kind in kinds:
            lacking = [line.name for line in ability_report(kind) if not line.has]
            self.stdout.write(f"{kind.platform:14}{kind.label:28}{'without ' + ', '.join(lacking) if lacking else ''}")

    def _check(self, options: dict[str, Any]) -> None:
        kind = connector_class(options["platform"])
        values = _settings(kind, options["set"])
        found: list[Checked] = []
        with ExitStack() as stack:
            try:
                connector = stack.enter_context(open_connector(kind.platform, values))
            except ConnectorError as error:
                raise CommandError(str(error)) from error
            trial = None
            if options["write"]:
                server = stack.enter_context(PictureServer(options["listen"], options["pictures_at"]))
                trial = Trial(server.picture, options["product"])
            for line in check_methods(connector, trial):
                found.append(line)
                if not options["json"]:
                    self.stdout.write(_line(line))
        if options["json"]:
            self.stdout.write(json.dumps([asdict(line) for line in found], indent=2, ensure_ascii=False))
        if failed := [line.method for line in found if line.outcome == "failed"]:
            raise CommandError(f"Failed: {', '.join(failed)}.")


def _described(kind: type[Connector]) -> dict[str, Any]:
    eight = {ability.name for ability in ABILITIES}
    abilities = {
        line.name: {"offered": line.has, "reason": line.reason} for line in ability_report(kind) if line.name in eight
    }
    return {
        "kind": kind.platform,
        "label": kind.label,
        "setup": [_field(spec) for spec in kind.setup],
        "abilities": abilities,
    }


def _field(spec: SetupField) -> dict[str, Any]:
    return {
        "key": spec.name,
        "label": spec.label,
        "help": spec.help,
        "secret": spec.kind == "secret",
        "required": spec.required,
    }


def _settings(kind: type[Connector], pairs: list[str]) -> dict[str, str]:
    """The settings of --set. Raises `CommandError` for what is not KEY=VALUE, unknown or missing."""
    values = {key: value for key, found, value in (pair.partition("=") for pair in pairs) if found}
    known = {spec.name: spec for spec in kind.setup}
    if len(values) < len(pairs) or values.keys() - known.keys():
        raise CommandError(f"--set takes KEY=VALUE with one of these keys: {', '.join(known)}.")
    if missing := [name for name, spec in known.items() if spec.required and not values.get(name)]:
        raise CommandError(f"Missing: {', '.join(f'--set {name}=…' for name in missing)}.")
    return values


def _line(line: Checked) -> str:
    count = "" if line.count is None else f"{line.count:,}"
    return f"{line.method:14}{MARKS[line.outcome]:8}{count:>7}{line.seconds:8.2f} s  {line.says}"
