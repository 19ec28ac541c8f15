"""Telling how far a job is while its work is one transaction: on a connection of its own, in a thread of its own.

What a transaction writes about its job would be seen at its end only, and gone with a rollback.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

from django.db import connection

from joren.foundation.jobs.running import RunningJob

Progress = Callable[[int, int | None, str], None]


@contextmanager
def telling(job: RunningJob) -> Iterator[Progress]:
    """A progress function that takes no part in the caller's transaction. It waits only to tell a message."""
    if connection.in_atomic_block:  # the job itself is not committed: nobody else could see it
        yield lambda done, total, message: None
        return
    with ThreadPoolExecutor(1, thread_name_prefix="progress") as pool:
        last: list[Future[None]] = []

        def tell(done: int, total: int | None, message: str) -> None:
            if last and not last[0].done() and not message:
                return
            if last:
                last.pop().result()  # a lost lease ends the work
            last.append(pool.submit(_tell, job, done, total, message))

        yield tell


def _tell(job: RunningJob, done: int, total: int | None, message: str) -> None:
    try:
        job.progress(done, total, message)
    finally:
        connection.close()
