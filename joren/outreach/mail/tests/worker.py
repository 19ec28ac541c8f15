"""A worker process for tests: sends what is due in the database of the environment, then ends."""

import django

if __name__ == "__main__":
    django.setup()
    from joren.foundation.jobs.running import run_due

    run_due(kinds=["delivery.send"], until_none_left=False)
