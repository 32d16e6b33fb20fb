"""manage.py demo: the product on this machine, with a sandbox in place of Pixelz and of a shop."""

from __future__ import annotations

import json
import shutil
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from pixelzhub.demo import processes
from pixelzhub.demo.merchant import LOGIN, PASSWORD, SLUG, connect_platform, connect_sandbox, demo_merchant
from pixelzhub.demo.once import Run
from pixelzhub.environment import ONCE_DIR, running_demo
from pixelzhub.supervisor import Supervisor

TURNAROUND_S = 8.0


class Command(BaseCommand):
    help = "Run everything on this machine: web, workers and a sandbox, with a demo merchant. Ctrl-C ends it all."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, help="of the web server; the sandbox takes the next one")
        parser.add_argument("--data", help="folder that everything is kept in (default var/demo)")
        parser.add_argument(
            "--catalogue", help="folder of photographs for the sandbox shop; sub-folders are categories"
        )
        parser.add_argument("--size", type=int, help="number of drawn photos in the sandbox shop")
        parser.add_argument("--turnaround", type=float, default=TURNAROUND_S, help="seconds that retouching takes")
        parser.add_argument("--once", action="store_true", help="the whole main job without a browser, then exit")
        parser.add_argument("--limit", type=int, default=40, help="with --once: photos to order at most")
        parser.add_argument("--json", action="store_true", help="with --once: the last line is JSON")
        parser.add_argument("--store", help="with --once: another platform instead of the sandbox shop")
        parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="settings of that store")
        parser.add_argument("--public-url", help="address under which that store reaches the hub")

    def handle(self, *args: Any, **options: Any) -> None:
        self.folder = Path(settings.DATA_DIR)
        catalogue = options["catalogue"]
        if catalogue and not Path(catalogue).is_dir():
            raise CommandError(f"There is no folder {catalogue}.")
        try:
            if options["once"] and running_demo(self.folder, catalogue):
                self.once(options, processes.read_json(self.folder / "sandbox" / "sandbox.json"))
            else:
                self.start(options)
        except processes.CannotStart as problem:
            raise CommandError(str(problem)) from None

    def start(self, options: dict[str, Any]) -> None:
        """Start everything, then either serve until told to stop or do the job once."""
        began = time.monotonic()
        lock = processes.lock_folder(self.folder)
        web = processes.public_url() if not options["public_url"] else ""
        sandbox = f"http://{next(iter(settings.ALLOWED_PRIVATE_HOSTS))}"
        processes.check_port(web or settings.PUBLIC_URL, "the web server")
        processes.check_port(sandbox, "the sandbox")
        (self.folder / "logs").mkdir(exist_ok=True)
        (self.folder / "demo.json").unlink(missing_ok=True)
        # Longer than the worker's own patience: killed sooner, it would leave a cluster that hangs behind.
        supervisor = Supervisor([], say=self.stderr.write, grace_s=45.0)
        try:
            credentials = self.launch(supervisor, options, web or settings.PUBLIC_URL, sandbox)
            if options["once"]:
                self.once(options, credentials)
            else:
                self.announce(time.monotonic() - began)
                supervisor.run()
        finally:
            supervisor.stop()
            (self.folder / "demo.json").unlink(missing_ok=True)
            lock.close()
            if ONCE_DIR in self.folder.parents:
                shutil.rmtree(self.folder, ignore_errors=True)

    def launch(self, supervisor: Supervisor, options: dict[str, Any], web: str, sandbox: str) -> dict[str, Any]:
        """Sandbox first (the merchant connects to it), then migrate, then web and workers."""
        catalogue = str(Path(options["catalogue"]).resolve()) if options["catalogue"] else None
        child = processes.sandbox_child(self.folder, sandbox, catalogue, options["turnaround"], options["size"])
        supervisor.children.append(child)
        child.start()
        call_command("migrate", verbosity=0, interactive=False)
        processes.wait_for(f"{sandbox}/control.json", child)
        credentials = processes.read_json(self.folder / "sandbox" / "sandbox.json")
        merchant = demo_merchant()
        if not options["store"]:
            connect_sandbox(merchant, credentials)
        for child in (processes.web_child(self.folder, web), processes.worker_child(self.folder)):
            supervisor.children.append(child)
            child.start()
        processes.wait_for(f"{web}/healthz", supervisor.children[1])
        processes.write_json(
            self.folder / "demo.json",
            {
                "web": web,
                "sandbox": sandbox,
                "merchant": SLUG,
                "login": LOGIN,
                "password": PASSWORD,
                "pixelz": {name: credentials["pixelz"][name] for name in ("contactEmail", "contactAPIkey", "secret")},
                "shop": credentials["shop"],
                "catalogue": catalogue,
            },
        )
        return credentials

    def announce(self, seconds: float) -> None:
        demo = processes.read_json(self.folder / "demo.json")
        self.stdout.write(
            f"""
  Pixelz Hub is ready ({seconds:.0f} s)

    Open      {demo["web"]}
    Log in    {LOGIN}   {PASSWORD}
    First     Image health fills while the shop's photos are measured. Then: Choose templates.

    Staff     {demo["web"]}/admin/   staff@example.com   (same password)
    Sandbox   {demo["sandbox"]}   a shop and a Pixelz that run on this machine
    Kept in   {self.folder}

  Ctrl-C stops everything.
"""
        )
        self.stdout.flush()

    def once(self, options: dict[str, Any], credentials: dict[str, Any]) -> None:
        """Drive the main job and print what came of it. Exit code 1 when something went wrong."""
        merchant = demo_merchant()
        if options["store"]:
            connect_sandbox(merchant, credentials)
            store = connect_platform(merchant, options["store"], _pairs(options["set"]))
        else:
            store = connect_sandbox(merchant, credentials)
        report = Run(merchant, store, limit=options["limit"], say=self.say)()
        if options["json"]:
            self.stdout.write(json.dumps(asdict(report)))
        else:
            self.stdout.write(
                f"Cost about {report.cost['amount']} {report.cost['currency']}. {len(report.errors)} errors."
            )
        for error in report.errors:
            self.stderr.write(error)
        if report.errors:
            sys.exit(1)

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def _pairs(words: list[str]) -> dict[str, str]:
    wrong = [word for word in words if "=" not in word]
    if wrong:
        raise CommandError(f"--set {wrong[0]}: write KEY=VALUE")
    return dict(word.split("=", 1) for word in words)
