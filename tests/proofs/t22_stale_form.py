"""T22: a form that was opened before something newer was told is refused with what is newer.

On a real ward twenty patients at a time: Clara opens one form for each, Kim tells something of
each, and Clara commits her forms as they were. What must come of it stands in a table here. A
refused form leaves the patient's chart as it was, and names what is newer and who told it; the
same form, opened on the chart as it is now, is recorded, or is refused for what is true now.
Afterwards Tom's keys are reset, and he is removed, while a form of his is open. That the screens
keep what was typed is shown by `tests/ui`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path
from random import Random
from unittest import mock
from uuid import uuid4

from msgspec import Struct

from nursedesk.bootstrap import make_desk
from nursedesk.chart.terms import Role
from nursedesk.clock import SetClock
from nursedesk.errors import BugError, KnownError
from nursedesk.walkthrough.crew import CLARA, NINA, PIA, TOM, Crew, Member
from nursedesk.ward import accounts, entrance, leaving, passphrases, record
from nursedesk.ward.ports import NewAccount
from tests.proofs import forms, meanwhile
from tests.proofs.forms import Case, Commit
from tests.proofs.proof import Outcome, Proof, Sabotage

BEGIN = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
KIM = Member(account="k.lund", name="Kim Lund", roles=(Role.CHARGE_NURSE,))
TOGETHER = 20  # patients whose forms are open at the same time
STALE, RECORDED = "stale-form", ""
_COMES_AND_GOES = {"signed-in", "signed-out"}  # the second person, for her reading
_PHRASE = "a new phrase of five words"

Between = Callable[[Case], None]


class Form(Struct, frozen=True):
    """A form, what must be there before it, and what of it depends on the chart's state."""

    opened: Callable[[Case], Commit]
    before: tuple[Between, ...] = ()
    more: tuple[Between, ...] = ()  # what else may come between
    checks_seen: bool = True


_ANY = (
    meanwhile.other_received,
    meanwhile.bag_moved,
    meanwhile.bag_discarded,
    meanwhile.other_discarded,
    meanwhile.stopped,
    meanwhile.other_walk_answered,
    meanwhile.plan_accepted,
    meanwhile.signed_between,
    meanwhile.session_closed,
)
_ELSEWHERE = (
    meanwhile.other_patients_bag_discarded,
    meanwhile.wishes_set,
    meanwhile.protocol_adopted,
)
_HUNG = (meanwhile.bag_hung,)
_WALK = (meanwhile.walk_left,)
_REVIEWED = (meanwhile.countersigned, meanwhile.returned, meanwhile.replaced)
_READ = (meanwhile.same_step_read, meanwhile.walk_left)
FORMS = {
    "receive": Form(forms.receive, more=_HUNG),
    "move": Form(forms.move, more=_HUNG),
    "discard": Form(forms.discard, more=_HUNG),
    "stop": Form(forms.stop, more=_HUNG),
    "correct": Form(forms.correct, more=_HUNG),
    "first reading": Form(forms.answer_step, before=(forms.change_begun,), more=_READ),
    "second reading": Form(forms.second_reading, before=(forms.change_begun,), more=_WALK),
    "leave": Form(forms.leave, before=(forms.change_begun,), more=_READ),
    "complete": Form(forms.complete, before=(forms.check_answered,), more=_WALK),
    "sign": Form(forms.sign, more=_HUNG),
    "accept": Form(forms.accept),
    "withdraw": Form(forms.withdraw, before=(forms.planned,)),
    "countersign": Form(forms.countersign, before=(forms.signed,), more=_REVIEWED),
    "return": Form(forms.return_note, before=(forms.signed,), more=_REVIEWED),
    "receive note": Form(forms.receive_note, before=(forms.signed,), more=_REVIEWED),
    # What is begun is asked step by step.
    "begin": Form(forms.begin, more=_HUNG, checks_seen=False),
}
"""The forms. One that `checks_seen` is refused for any newer entry of the patient's chart; the
others only for what is told in `NOW`. What happens elsewhere in the ward refuses none."""

NOW = {
    ("move", "bag_discarded"): "bag-not-in-stock",
    ("move", "bag_hung"): "bag-not-in-stock",
    ("discard", "bag_discarded"): "bag-not-in-stock",
    ("discard", "bag_hung"): "bag-not-in-stock",
    ("stop", "stopped"): "not-running",
    ("first reading", "walk_left"): "walk-settled",
    ("second reading", "walk_left"): "walk-settled",
    ("leave", "walk_left"): "walk-ended",
    ("complete", "walk_left"): "walk-ended",
    ("countersign", "countersigned"): "countersigned-already",
    ("countersign", "returned"): "returned-already",
    ("countersign", "replaced"): "note-superseded",
    ("return", "countersigned"): "countersigned-already",
    ("return", "returned"): "returned-already",
    ("return", "replaced"): "note-superseded",
    ("receive note", "replaced"): "note-superseded",
    ("begin", "bag_discarded"): "bag-not-in-stock",
    ("begin", "bag_hung"): "bag-not-in-stock",
    **{(form, "session_closed"): "session-closed" for form in FORMS},
    ("countersign", "session_closed"): "countersigned-already",  # before it could be closed
}
"""Why a form is refused that was opened on the chart as it is now; every other is recorded."""

AT_ONCE = frozenset(("countersign", one.__name__) for one in _REVIEWED) | frozenset(
    (form, "session_closed") for form in FORMS
)
"""Refused for what is true now before the form's age is asked: nothing is signed in vain, and
nobody fills in a form again of which nothing can be recorded any more."""


class Trial(Struct, frozen=True):
    """A form by its name, and what comes between; `elsewhere`: not in this patient's chart."""

    form: str
    between: Between
    elsewhere: bool

    def __str__(self) -> str:
        return f"{self.form}, {self.between.__name__}"


def run(trials: int, seed: int) -> Outcome:
    """So many of the table: a release makes all of it."""
    drawn = _drawn(Random(seed), trials)
    failures: list[str] = []
    with tempfile.TemporaryDirectory(prefix="nursedesk-t22-") as folder:
        clock = SetClock(BEGIN)
        desk = make_desk(Path(folder) / "ward", clock=clock)
        try:
            crew = Crew(desk, clock)
            _found(crew)
            for first in range(0, len(drawn), TOGETHER):
                failures += _together(crew, drawn[first : first + TOGETHER], first)
            failures += _without_keys(crew, len(drawn))
        finally:
            desk.close()
    return Outcome(trials=len(drawn), failures=tuple(failures))


def _drawn(draw: Random, trials: int) -> list[Trial]:
    """Each form once, then everything else of the table, and so on."""
    table = [
        Trial(name, between, elsewhere)
        for name, form in FORMS.items()
        for all_of, elsewhere in (((*_ANY, *form.more), False), (_ELSEWHERE, True))
        for between in all_of
    ]
    draw.shuffle(table)
    first = {trial.form: trial for trial in table}
    rest = [trial for trial in table if trial is not first[trial.form]]
    return list(islice(cycle((*first.values(), *rest)), trials))


def _found(crew: Crew) -> None:
    crew.found()
    new = NewAccount(account=KIM.account, name=KIM.name, roles=KIM.roles, passphrase=KIM.passphrase)
    second = crew.second(NINA)
    accounts.add_account(crew.desk, new, passphrase=CLARA.passphrase, intent=uuid4(), second=second)


def _together(crew: Crew, trials: list[Trial], number: int) -> Iterator[str]:
    """Forms are opened, then the chart goes on, then they are committed."""
    crew.sign_in(NINA)
    cases: list[Case] = []
    elsewhere = forms.admitted(crew, CLARA, KIM, -number - 1).session
    for place, trial in enumerate(trials):
        cases.append(forms.admitted(crew, CLARA, KIM, number + place, elsewhere))
        forms.running(cases[-1])
        for before in FORMS[trial.form].before:
            before(cases[-1])
    crew.sign_in(CLARA)
    commits = [FORMS[one.form].opened(case) for one, case in zip(trials, cases, strict=True)]
    crew.sign_in(KIM)
    for trial, case in zip(trials, cases, strict=True):
        trial.between(case)
    crew.sign_in(CLARA)
    for trial, case, commit in zip(trials, cases, commits, strict=True):
        yield from (f"{trial}: {wrong}" for wrong in _committed(trial, case, commit))


def _committed(trial: Trial, case: Case, commit: Commit) -> Iterator[str]:
    """What is wrong with how the old form ended, and the one that was opened anew."""
    form = FORMS[trial.form]
    case_of = (trial.form, trial.between.__name__)
    now = RECORDED if trial.elsewhere else NOW.get(case_of, RECORDED)
    stale = form.checks_seen and not trial.elsewhere and case_of not in AT_ONCE
    wanted = STALE if stale else now
    yield from _ended(case, commit, wanted)
    if wanted == STALE:
        yield from (f"again: {wrong}" for wrong in _ended(case, form.opened(case), now))


def _ended(case: Case, commit: Commit, wanted: str) -> Iterator[str]:
    """Whether it was recorded, or refused as it must be and without a trace."""
    before, ward = _chart(case), case.desk.refresh_roster().seq
    code = RECORDED
    try:
        commit()
    except KnownError as error:
        code = error.code
        if code == STALE:
            yield from _says(case, error)
    grew = _chart(case)[len(before) :]
    if code != wanted:
        yield f"ended as “{code or 'recorded'}”, not as “{wanted or 'recorded'}”"
    told = [entry.header.kind for entry in case.desk.store.ward_entries(after=ward)]
    if code and (grew or set(told) - _COMES_AND_GOES):
        yield "refused, and something was recorded"
    if not code and len(grew) != 1:
        yield f"{len(grew)} entries for one form"


def _says(case: Case, error: KnownError) -> Iterator[str]:
    """The sentence names the newest entry and its author, and that the input is kept."""
    newest = case.desk.store.session_entries(case.session)[-1].header
    names = {member.account: member.name for member in (CLARA, KIM, NINA, TOM)}
    told = f"{newest.kind.replace('-', ' ')} by {names[newest.author]}"
    if told not in error.happened or "input is kept" not in error.do:
        yield f"it does not say “{told}”: {error}"


def _chart(case: Case) -> list[bytes]:
    return [entry.hash for entry in case.desk.store.session_entries(case.session)]


def _without_keys(crew: Crew, number: int) -> Iterator[str]:
    """Tom has a form open when his keys are reset, and another when he is removed."""
    crew.sign_in(NINA)
    case = forms.admitted(crew, TOM, CLARA, number)
    yield from _taken(case, TOM.passphrase, _reset)
    yield from _taken(case, _PHRASE, _removed)


def _taken(case: Case, phrase: str, take: Callable[[Crew], object]) -> Iterator[str]:
    """He cannot come back to it, and as somebody who once was there he records nothing."""
    crew, desk = case.crew, case.desk
    tom = entrance.sign_in(desk, TOM.account, phrase)
    crew.confirm_time()
    answered = forms.step_of_check(case, tom)
    commit = forms.move(case)
    before = _chart(case)
    crew.sign_in(CLARA)
    take(crew)
    entrance.sign_out(desk)
    for again in (lambda: entrance.sign_in(desk, TOM.account, phrase), commit):
        yield from _refused(again, take.__name__)
    crew.sign_in(CLARA)
    yield from _refused(answered, take.__name__)
    if _chart(case) != before:
        yield f"{take.__name__}: his form is in the chart"


def _refused(again: Commit, after: str) -> Iterator[str]:
    try:
        again()
    except (KnownError, BugError):
        return
    yield f"{after}: what he had open still works"


def _reset(crew: Crew) -> None:
    own, second = CLARA.passphrase, crew.second(PIA)
    passphrases.reset(
        crew.desk, TOM.account, _PHRASE, passphrase=own, second=second, intent=uuid4()
    )


def _removed(crew: Crew) -> None:
    leaving.remove(crew.desk, TOM.account, second=crew.second(PIA), intent=uuid4())


def _not_looked() -> AbstractContextManager[object]:
    """Nobody asks whether a form is older than the chart."""
    return mock.patch.object(record, "_check_fresh")


PROOF = Proof(
    id="T22",
    proves="A form opened before something newer was told is refused with what is newer, leaves "
    "nothing in the chart, and is recorded once it is opened on the chart as it is now.",
    quick=20,
    release=200,
    run=run,
    sabotage=Sabotage("the form's age is not asked", _not_looked, trials=8),
)
