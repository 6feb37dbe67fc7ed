"""T19: each use case is called directly by each role; who may not is refused, and it is entered.

On a real ward each person, and nobody at all, calls each use case of `ward/` with arguments that
would do. Who may is a table of this proof, made from the product's roles and not from the
program's own table. A refused call changes nothing: the chart grows by one `denied` entry, in the
caller's name; a caller who is not signed in leaves nothing. That no use case is missing is read
from the source: whatever records carries an `intent`, and stands in the table.
"""

from __future__ import annotations

import ast
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from unittest import mock
from uuid import uuid4

import nursedesk.ward
from nursedesk.bootstrap import make_desk
from nursedesk.chart.entry import Entry
from nursedesk.chart.plan_entries import PlanWishesSet
from nursedesk.chart.terms import WalkKind
from nursedesk.chart.ward_entries import Denied
from nursedesk.clock import SetClock
from nursedesk.errors import KnownError, Refused
from nursedesk.walkthrough.crew import CLARA, NINA, Crew, Member
from nursedesk.walkthrough.demo_ward import WISHES
from nursedesk.ward import (
    accounts,
    bags,
    clock_watch,
    entrance,
    handovers,
    planning,
    rights,
    sessions,
    walks,
)
from nursedesk.ward.desk import Desk
from nursedesk.ward.ports import NewAccount
from tests.proofs.proof import Outcome, Proof, Sabotage
from tests.proofs.use_cases import (
    ALL,
    KIM,
    NOT_FOR_A_ROLE,
    PEOPLE,
    REFUSED,
    USE_CASES,
    Call,
    Scene,
)
from tests.ward.conftest import START, opened, received


def run(_trials: int, _seed: int) -> Outcome:
    """Every use case by every person and by nobody."""
    failures = [f"not in this proof's table: {name}" for name in sorted(_missing())]
    with tempfile.TemporaryDirectory(prefix="nursedesk-t19-") as folder:
        clock = SetClock(START)
        desk = make_desk(Path(folder) / "ward", clock=clock)
        try:
            scene = _scene(Crew(desk, clock), clock)
            for person in (*PEOPLE, None):
                failures += _refused_to(desk, clock, scene, person)
            for person in PEOPLE:
                failures += _open_to(desk, clock, scene, person)
        finally:
            desk.close()
    calls = len(USE_CASES) * (len(PEOPLE) + 1)
    return Outcome(trials=calls, failures=tuple(failures))


def _scene(crew: Crew, clock: SetClock) -> Scene:
    """The ward, and a patient in whom every use case finds what it needs."""
    desk = crew.desk
    crew.found()
    new = NewAccount(account=KIM.account, name=KIM.name, roles=KIM.roles, passphrase=KIM.passphrase)
    second = crew.second(NINA)
    accounts.add_account(desk, new, passphrase=CLARA.passphrase, intent=uuid4(), second=second)
    entrance.leave(desk, second)
    crew.sign_in(NINA)
    session = sessions.open_session(desk, opened(), intent=uuid4())
    bag = received()
    bags.receive(desk, session, bag, intent=uuid4())
    walk = walks.begin(desk, session, WalkKind.SYMPTOM_CHECK, intent=uuid4())
    note = uuid4()
    since = clock.now() - timedelta(hours=1)
    drafted = handovers.draft(desk, session, note=note, period_from=since)
    handovers.sign(desk, drafted, NINA.passphrase, intent=uuid4())
    draft = handovers.draft(desk, session, note=uuid4(), period_from=since)
    starts = clock.now() + timedelta(hours=1)
    proposal = planning.propose(desk, session, WISHES, starts=starts)
    entrance.sign_out(desk)
    return Scene(session=session, bag=bag.bag, walk=walk, note=note, draft=draft, proposal=proposal)


def _refused_to(desk: Desk, clock: SetClock, scene: Scene, person: Member | None) -> Iterator[str]:
    """What this person, or nobody, may not do: nothing changes by it."""
    who = _comes(desk, clock, person)
    roles = frozenset(person.roles) if person else frozenset()
    for name, (allowed, call) in USE_CASES.items():
        if not roles & allowed:
            wrong = _denied(desk, scene, call, person)
            if wrong:
                yield f"{name} by {who}: {wrong}"


def _open_to(desk: Desk, clock: SetClock, scene: Scene, person: Member) -> Iterator[str]:
    """What she may do is not refused for her role; what it finds is another matter."""
    who = _comes(desk, clock, person)
    for name, (allowed, call) in USE_CASES.items():
        if not frozenset(person.roles) & allowed or name in _ENDING:
            continue
        try:
            call(desk, scene)
        except KnownError as error:
            if error.code in REFUSED:
                yield f"{name} by {who}: refused although she may"
        finally:
            desk.second = None


def _comes(desk: Desk, clock: SetClock, person: Member | None) -> str:
    if person is None:
        entrance.sign_out(desk)
        return "nobody"
    entrance.sign_in(desk, person.account, person.passphrase)
    clock_watch.confirm(desk, clock.now(), intent=uuid4())
    return person.name


_ENDING = frozenset({"leaving.remove", "passphrases.reset", "emergency.use_sheet"})  # T23's


def _denied(desk: Desk, scene: Scene, call: Call, person: Member | None) -> str:
    """What is wrong with how a call was refused; nothing when all is right."""
    before = _chain(desk)
    try:
        call(desk, scene)
        return "was done"
    except Refused as refused:
        if person is not None and refused.code not in REFUSED | {"second-person-needed"}:
            return f"refused for something else: {refused.code}"
    except KnownError as error:
        return f"refused for something else: {error.code}"
    finally:
        desk.second = None
    new = [entry for entry in _chain(desk)[len(before) :] if not _comes_and_goes(entry)]
    if person is None:
        return "an entry was left" if new else ""
    told = [(type(entry.body), entry.header.author) for entry in new]
    return "" if told == [(Denied, person.account)] else f"entries {told}"


def _comes_and_goes(entry: Entry) -> bool:
    """A second person who signs in for a step that is then refused."""
    return entry.header.kind in ("signed-in", "signed-out")


def _chain(desk: Desk) -> list[Entry]:
    return desk.store.entries()


def _missing() -> set[str]:
    """Use cases of the source that take an intent, and of which this proof knows nothing."""
    folder = Path(nursedesk.ward.__file__).parent
    found = set()
    for path in folder.glob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                names = {argument.arg for argument in (*node.args.args, *node.args.kwonlyargs)}
                if {"desk", "intent"} <= names:
                    found.add(f"{path.stem}.{node.name}")
    return found - set(USE_CASES) - NOT_FOR_A_ROLE


PROOF = Proof(
    id="T19",
    proves="Whoever may not is refused by every use case, nothing is changed, and that is entered.",
    quick=1,
    release=1,
    run=run,
    sabotage=Sabotage(
        "everybody may set the ward's hours",
        partial(mock.patch.dict, rights.RIGHTS, {PlanWishesSet: ALL}),
    ),
)
