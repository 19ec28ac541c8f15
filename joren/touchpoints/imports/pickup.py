"""Taking in files that lie in the watched folder (see `inbox`).

A look goes over the folder once. Each file has a row (`PickedFile`) that is locked while something is decided about
it, and what is decided is committed before the file is moved: a look killed at any line is made good by the next one,
and no file is taken in twice. Where anything is unknown or unsure, the file waits and nothing is written.
"""

import uuid
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from joren.foundation.errors import JorenError
from joren.foundation.time.clock import now

from . import actions, files, inbox
from .actions.drops import in_order
from .certain_alike import Doubt, prepare_alike
from .errors import DiskFull, FileUnreadable, unreadable
from .inbox import Lying
from .kinds_known import kinds
from .models import Import, PickedFile
from .reading import archives
from .reading.problems import ReadingProblem

SETTLED: Final = timedelta(seconds=30)
"""For so long a file must not have changed."""
_SHOWN: Final = 10
State = PickedFile.State
_OPEN: Final = (State.WAITING, State.SURE, State.TAKEN)
_ENDED: Final = (State.DONE, State.FAILED)
Taken = Callable[[Import], object]


def look(folder: Path, *, take: Taken) -> Counter[str]:
    """Go over the folder once; returns how many files are growing, waiting, taken, done and failed.

    `take` starts an import whose file is sure: in a job, or here and now.
    """
    told: Counter[str] = Counter()
    folder.mkdir(parents=True, exist_ok=True)
    _unpack_all(folder)
    drop = uuid.uuid4().hex
    for lying in list(inbox.lying_in(folder)):
        _bring(folder, lying, drop, told)
    _take_sure(take)
    for number in PickedFile.objects.filter(state__in=_OPEN).values_list("pk", flat=True):
        _follow(folder, number, told)
    return told


def _take_sure(take: Taken) -> None:
    """Start what is sure, customers before their purchases; what an earlier look began and did not end goes on."""
    begun = Import.objects.filter(picked__state=State.TAKEN, state__in=[Import.State.QUEUED, Import.State.RUNNING])
    sure = Import.objects.filter(picked__state=State.SURE)
    for record in (*begun, *in_order(list(sure))):
        try:
            take(record)
        except DiskFull:
            return
        except JorenError:  # the sentence is kept with the import; the file goes where failed files go
            pass
        PickedFile.objects.filter(import_of=record, state=State.SURE).update(state=State.TAKEN)


def waiting() -> list[PickedFile]:
    """Files of the folder that a person must look at, oldest first."""
    found = PickedFile.objects.filter(state=State.WAITING, import_of__state=Import.State.UPLOADED)
    return list(found.select_related("import_of"))


def _bring(folder: Path, lying: Lying, drop: str, told: Counter[str]) -> None:
    """Take a file up unless it still grows or somebody else has it."""
    picked, is_new = PickedFile.objects.get_or_create(path=lying.path, size=lying.size, modified=lying.modified)
    if picked.state in _ENDED:
        _put_away(folder, picked)
        return
    if picked.state != State.SEEN:
        return
    if not _is_settled(picked, lying, is_new=is_new):
        told["growing"] += 1
        return
    try:
        with transaction.atomic():
            locked = _locked(picked.pk, State.SEEN)
            if locked is None:
                return
            _take_up(folder, locked, drop)
            locked.save()
    except DiskFull:  # the next look tries again
        told["growing"] += 1
        return
    if locked.state in _ENDED:
        told[locked.state] += 1
        _put_away(folder, locked)


def _is_settled(picked: PickedFile, lying: Lying, *, is_new: bool) -> bool:
    """Whether it stopped growing: unchanged since an earlier look, or since long before this one."""
    changed = datetime.fromtimestamp(lying.modified / 1e9, UTC)
    seen_long = not is_new and now() - picked.seen_at >= SETTLED
    return seen_long or now() - changed >= SETTLED


def _take_up(folder: Path, picked: PickedFile, drop: str) -> None:
    """Bring the file and decide: sure, or to be looked at. Raises DiskFull."""
    path = folder / picked.path
    try:
        picked.digest = inbox.digest_of(path)
        same = Import.objects.filter(digest=picked.digest).exclude(state=Import.State.UNDONE).order_by("id").first()
        if same is not None and same.state != Import.State.FAILED:
            _end(
                picked,
                State.DONE,
                "repeated",
                _("The same file was brought before, as import %(id)s.") % {"id": same.pk},
            )
            return
        record = _brought(path, picked, drop)
    except (JorenError, OSError) as problem:
        if isinstance(problem, DiskFull):
            raise
        code = problem.code if isinstance(problem, JorenError) else "not_readable"
        _end(picked, State.FAILED, code, _sentence(problem))
        return
    picked.import_of = record
    doubt = _doubt(record, picked)
    picked.state = State.WAITING if doubt else State.SURE
    picked.problem = doubt.as_dict() if doubt else {}


def _brought(path: Path, picked: PickedFile, drop: str) -> Import:
    """The file as an import. One that mixes encodings is brought without the rows that do not read, and waits."""
    kind, source = inbox.told_by_folders(picked.path, {known.key for known in kinds()})
    written = datetime.fromtimestamp(picked.modified / 1e9, UTC)
    given = {
        "file_name": path.name,
        "by": None,
        "kind": kind,
        "source": source,
        "drop": drop,
        "written_at": written,
    }
    with path.open("rb") as file:
        try:
            return actions.bring(file, **given)  # type: ignore[arg-type]
        except FileUnreadable as problem:
            if problem.code != "mixed_encodings":
                raise
            file.seek(0)
            return actions.bring(file, wishes={"leave_out_undecodable": True}, **given)  # type: ignore[arg-type]


def _doubt(record: Import, picked: PickedFile) -> Doubt | None:
    kind, source = inbox.told_by_folders(picked.path, {known.key for known in kinds()})
    return prepare_alike(record, kind=kind, source=source)


def _follow(folder: Path, number: int, told: Counter[str]) -> None:
    """See what became of a file's import; put the file away when that has ended."""
    with transaction.atomic():
        picked = _locked(number, *_OPEN)
        if picked is None:
            return
        record = picked.import_of
        if record is None:
            _end(picked, State.FAILED, "discarded", _("It was thrown away without being imported."))
        elif record.state in (Import.State.DONE, Import.State.UNDOING, Import.State.UNDONE):
            _end(picked, State.DONE, "", "")
        elif record.state == Import.State.FAILED:
            _end(picked, State.FAILED, record.error.get("code", ""), record.error.get("message", ""))
        elif record.state == Import.State.UPLOADED and picked.state == State.TAKEN:
            picked.state = State.WAITING
            picked.problem = Doubt("released", _("A file before it stopped; it waits.")).as_dict()
        picked.save()
    told[picked.state] += 1
    if picked.state in _ENDED:
        _put_away(folder, picked)


def _put_away(folder: Path, picked: PickedFile) -> None:
    """Move the file; where that is not allowed it stays, and its row keeps it from being taken again."""
    record = picked.import_of
    rejects = files.folder_of(record.stored) / files.REJECTS if record and record.rejects_bytes else None
    try:
        inbox.put_away(
            folder,
            picked.path,
            inbox.DONE if picked.state == State.DONE else inbox.FAILED,
            at=picked.finished_at or now(),
            number=f"{record.pk if record else f'x{picked.pk}'}",
            report=report_of(picked),
            rejects=rejects,
        )
    except OSError as problem:
        if not picked.problem:
            picked.problem = {"code": "not_moved", "message": _sentence(problem)}
            picked.save(update_fields=["problem"])


def report_of(picked: PickedFile) -> str:
    """What became of a file, in sentences, to lie beside it."""
    lines = [picked.path, picked.get_state_display()]
    if picked.problem:
        lines.append(picked.problem["message"])
    record = picked.import_of
    if record is not None:
        counts = {name: record.counts.get(name, 0) for name in ("rows", "new", "changed", "unchanged", "rejected")}
        lines.append(_("Import %(id)s") % {"id": record.pk})
        lines.append(
            _("%(rows)s rows: %(new)s new, %(changed)s changed, %(unchanged)s unchanged, %(rejected)s rejected")
            % counts
        )
        lines += [f"{one['count']} × {one['sentence']}" for one in record.report.get("warnings", {}).values()]
    return "\n".join(lines) + "\n"


def _unpack_all(folder: Path) -> None:
    """Put what zips hold beside them, so that each file inside is a file of its own."""
    for lying in list(inbox.lying_in(folder)):
        path = folder / lying.path
        if not archives.is_archive(path):
            continue
        picked, is_new = PickedFile.objects.get_or_create(path=lying.path, size=lying.size, modified=lying.modified)
        if picked.state != State.SEEN or not _is_settled(picked, lying, is_new=is_new):
            continue
        with transaction.atomic():
            locked = _locked(picked.pk, State.SEEN)
            if locked is None:
                continue
            try:
                _unpack(path)
                _end(locked, State.DONE, "unpacked", _("Its files were unpacked and imported one by one."))
            except ReadingProblem as problem:
                refusal = unreadable(problem)
                _end(locked, State.FAILED, refusal.code, _sentence(refusal))
            locked.save()
        _put_away(folder, locked)


def _unpack(path: Path) -> None:
    """Unpack a zip beside itself; done again it gives the same files under the same names."""
    for number, member in enumerate(archives.members(path), start=1):
        draft = path.with_name(f".{path.name}.{number}.part")
        archives.extract(path, member, draft)
        draft.replace(path.with_name(f"{path.stem}-{number:03}-{member.name}"))


def _end(picked: PickedFile, state: "PickedFile.State", code: str, message: str) -> None:
    picked.state, picked.finished_at = state, now()
    picked.problem = {"code": code, "message": message} if message else {}
    picked.save()


def _locked(number: int, *states: "PickedFile.State") -> PickedFile | None:
    """The row for this transaction alone; None when another look has it or it stands elsewhere by now."""
    found = PickedFile.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=number, state__in=states)
    return found.first()


def _sentence(problem: Exception) -> str:
    if isinstance(problem, JorenError):
        return " ".join(filter(None, (str(problem), problem.remedy_sentence)))
    return _("The file cannot be read or moved: %(problem)s") % {"problem": getattr(problem, "strerror", "") or problem}


def panel(request: HttpRequest, subject: object) -> dict[str, Any] | None:
    """The notice on the home page: files that wait for a person; None when none does."""
    found = waiting()
    return {"waiting": found[:_SHOWN], "more": max(len(found) - _SHOWN, 0)} if found else None
