"""manage.py work: supervised workers."""

from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError, close_old_connections

from pixelzhub import heartbeat, pipeline
from pixelzhub.supervisor import Child, Supervisor

START_S = 30.0


class Command(BaseCommand):
    help = "Run the background workers under supervision: restarted when they die or hang, no orphans."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--queue", choices=[pipeline.FAST, pipeline.SLOW], help="one queue alone; both by default")

    def handle(self, *args: Any, queue: str | None = None, **options: Any) -> None:
        queues = [queue] if queue else [pipeline.FAST, pipeline.SLOW]
        supervisor = Supervisor([_cluster(name) for name in queues], say=self.stderr.write)
        for name in queues:
            supervisor.every(heartbeat.BEAT_EVERY_S, lambda name=name: _quietly(pipeline.ask_for_beat, name))  # type: ignore[misc]
        if pipeline.FAST in queues:
            _quietly(pipeline.keep_schedules)
            supervisor.every(settings.SWEEP_S, lambda: _quietly(pipeline.ask_for_sweep))
        supervisor.start()
        supervisor.run()


def _cluster(queue: str) -> Child:
    return Child(
        name=f"{queue} worker",
        command=[sys.executable, "manage.py", "qcluster"],
        environment={"Q_CLUSTER_NAME": queue, "OPENBLAS_NUM_THREADS": "1"},
        on_start=lambda: heartbeat.fine_for(queue, START_S),
        is_stuck=lambda: heartbeat.is_silent(queue),
    )


def _quietly(function: Any, *args: Any) -> None:
    """The supervisor outlives a database that is away for a moment."""
    try:
        close_old_connections()
        function(*args)
    except OperationalError:
        close_old_connections()
