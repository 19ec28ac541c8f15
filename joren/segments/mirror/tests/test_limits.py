"""How long a question may take: shorter where somebody waits, longer in jobs."""

import pytest

from joren.segments.mirror import limits


def test_questions_of_jobs_may_take_longer_and_only_theirs():
    assert limits.allowed() == limits.SECONDS
    with limits.patiently():
        assert limits.allowed() == limits.PATIENT
        with limits.patiently():
            assert limits.allowed() == limits.PATIENT
        assert limits.allowed() == limits.PATIENT
    assert limits.allowed() == limits.SECONDS


def test_a_job_that_fails_leaves_no_patience_behind():
    with pytest.raises(ZeroDivisionError), limits.patiently():
        1 / 0  # noqa: B018
    assert limits.allowed() == limits.SECONDS


def test_the_files_a_patient_question_reads_outlive_it():
    assert limits.KEPT.total_seconds() >= 2 * limits.PATIENT
