"""More than 250 damaged files: each gives a table or a sentence; nothing crashes, hangs or is half taken in."""

import signal

import pytest

from joren.foundation.errors import JorenError
from joren.record.customers.models import Customer
from joren.touchpoints.imports import actions, files
from joren.touchpoints.imports.models import Import
from joren.touchpoints.imports.reading import archives, pasted
from joren.touchpoints.imports.reading.problems import BrokenRow, ReadingProblem
from joren.touchpoints.imports.tests.bringing import bring
from joren.touchpoints.imports.tests.damaged import damaged_files, sound_files

pytestmark = pytest.mark.django_db

FILES = dict(damaged_files())
_PATIENCE = 20


@pytest.fixture(autouse=True)
def _impatient():
    """Interrupt what hangs: CPU seconds, so that a busy machine does not count."""

    def too_long(*_args):
        raise AssertionError("it hangs")

    signal.signal(signal.SIGVTALRM, too_long)
    signal.setitimer(signal.ITIMER_VIRTUAL, _PATIENCE)
    yield
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def test_there_are_more_than_200_of_them_and_the_fuzzer_always_makes_the_same():
    assert len(FILES) >= 250
    assert dict(damaged_files()) == FILES


@pytest.mark.parametrize("name", sound_files())
def test_the_sound_files_they_are_made_from_are_read(name):
    if not name.endswith(".zip"):
        assert actions.try_out(record=bring("customers", sound_files()[name], name))["counts"]["new"] >= 1


@pytest.mark.parametrize("name", FILES)
def test_a_damaged_file_gives_a_table_or_a_sentence_and_nothing_is_written(name):
    before = sorted(path.name for path in files.folder_of("").glob("*"))
    for wishes in ({}, {"leave_out_undecodable": True}):
        try:
            record = bring("customers", FILES[name], name, wishes=wishes)
        except JorenError as problem:
            _tells(problem)
            assert sorted(path.name for path in files.folder_of("").glob("*")) == before
            assert not Import.objects.exists()
            continue
        try:
            actions.try_out(record=record)
        except JorenError as problem:
            _tells(problem)
        actions.discard(record=record, by=None)
    assert (Customer.objects.count(), Import.objects.count()) == (0, 0)


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith((".zip", ".xlsx", ".gz"))])
def test_a_damaged_zip_gives_its_members_or_a_reason(name, tmp_path):
    path = tmp_path / "file"
    path.write_bytes(FILES[name])
    if not archives.is_archive(path):
        return
    try:
        for number, member in enumerate(archives.members(path)):
            assert "/" not in member.name
            assert ".." not in member.name.replace("...", "")
            archives.extract(path, member, tmp_path / str(number))
    except ReadingProblem as problem:
        assert problem.code in ("archive_locked", "archive_empty", "archive_unsafe", "too_big", "damaged")


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith((".csv", ".vcf", ".eml"))][::3])
def test_pasted_rubbish_gives_a_file_or_a_reason(name, tmp_path):
    try:
        pasted.write_text(FILES[name][:200_000].decode("utf-8", "replace"), tmp_path / "file")
    except ReadingProblem as problem:
        assert problem.code == "nothing_pasted"


def _tells(problem):
    """A sentence with every placeholder filled, and not the words of a library."""
    sentence = f"{problem} {problem.remedy_sentence}"
    assert str(problem).strip()
    assert "%(" not in sentence
    assert "Traceback" not in sentence
    assert BrokenRow.__name__ not in sentence
