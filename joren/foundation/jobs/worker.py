"""The worker process: claims due jobs and runs them on a few threads until told to stop."""

import logging
import signal
import time
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event

from django.db import OperationalError, close_old_connections, connection

from .actions import schedule
from .models import Job
from .periodic import schedule_periodic
from .running import claim, release_leases_of_the_dead, worker_name
from .running import run as run_job

logger = logging.getLogger(__name__)

_PAUSE = 0.5
"""Seconds between two looks at the table when there was nothing to do."""
_TEND_EVERY = 5.0
"""Seconds between two looks at the clock's jobs and at the leases of dead workers."""


class Worker:
    """Runs jobs on `threads` threads. `stop` may be called from a signal handler."""

    def __init__(self, threads: int = 2) -> None:
        self.threads = threads
        self.name = worker_name()
        self._stopping = Event()
        self._running: set[Future[None]] = set()
        self._tended = float("-inf")

    def stop(self, *_: object) -> None:
        """Take no new job; jobs that run are finished or, if the process is killed, taken up again elsewhere."""
        self._stopping.set()

    def run(self) -> None:
        """Work until stopped. Survives a database that goes away for a while."""
        schedule("jobs.tidy")
        with ThreadPoolExecutor(self.threads, thread_name_prefix="job") as pool:
            while not self._stopping.is_set():
                try:
                    took = self._round(pool)
                except OperationalError:
                    logger.exception("the database does not answer")
                    took = False
                    close_old_connections()
                if not took:
                    self._stopping.wait(_PAUSE)

    def _round(self, pool: ThreadPoolExecutor) -> bool:
        if time.monotonic() - self._tended > _TEND_EVERY:
            schedule_periodic()
            release_leases_of_the_dead()
            self._tended = time.monotonic()
        self._running = {future for future in self._running if not future.done()}
        free = self.threads - len(self._running)
        jobs = claim(free, worker=self.name) if free else []
        self._running.update(pool.submit(_run_in_thread, job) for job in jobs)
        return bool(jobs)


def _run_in_thread(job: Job) -> None:
    try:
        run_job(job)
    finally:
        connection.close()


def run(threads: int = 2) -> None:
    """Run a worker in this process until SIGTERM or SIGINT."""
    worker = Worker(threads)
    signal.signal(signal.SIGTERM, worker.stop)
    signal.signal(signal.SIGINT, worker.stop)
    worker.run()
