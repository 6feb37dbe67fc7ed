"""T14: whatever people do in whatever order, no step is skipped and the hours are right.

A state machine (hypothesis; `workflow`) does at random what nurses do on a real ward: bags come,
are changed step by step, misread, left, discarded; symptoms are checked meanwhile; the infusion
stops; hours pass; walks are to be completed too early. Beside it a model of a few lines keeps what
hangs and since when it runs. The ward lies in memory where the system has room for that: no trial
here asks whether a disk keeps its word.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock
from uuid import UUID

import hypothesis
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from msgspec import structs

from nursedesk.chart.terms import WalkOutcome
from nursedesk.ward import walks
from nursedesk.ward.walks import WalkView
from tests.proofs.damaged_ward import in_memory
from tests.proofs.proof import Outcome, Proof, Sabotage
from tests.proofs.workflow import Ward, Workflow

MOVES_QUICK, MOVES_RELEASE, RELEASE_FROM = 40, 80, 1_000
IN_A_WARD = 250  # patients


def run(trials: int, seed: int) -> Outcome:
    """So many patients, so many in each ward: all of a ward's patients are looked at meanwhile."""
    moves = MOVES_RELEASE if trials >= RELEASE_FROM else MOVES_QUICK
    failures: list[str] = []
    patients = made = 0
    for number, begun in enumerate(range(0, trials, IN_A_WARD)):
        with in_memory() as folder:
            ward = Ward(folder / "ward")
            failures += _workflow(min(IN_A_WARD, trials - begun), seed + number, moves, ward)
        patients, made = patients + ward.patients, made + ward.moves
    remark = f"{patients} patients, {made} moves"
    return Outcome(trials=trials, failures=tuple(failures), remarks=(remark,))


def _workflow(trials: int, seed: int, moves: int, ward: Ward) -> list[str]:
    """What failed with so many patients of one ward, in words."""
    machine = type("Workflow", (Workflow,), {"ward": ward})
    try:
        run_state_machine_as_test(
            hypothesis.seed(seed)(machine),
            settings=settings(
                max_examples=trials,
                stateful_step_count=moves,
                deadline=None,
                database=None,
                print_blob=False,
                phases=(Phase.generate,),  # on a real ward shrinking would take too long
                report_multiple_bugs=False,
                suppress_health_check=list(HealthCheck),
            ),
        )
    except BaseException as error:  # hypothesis raises what the machine raised
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        notes = "\n".join(getattr(error, "__notes__", ()))
        return [f"seed {seed}: {type(error).__name__}: {error}\n{notes}"]
    finally:
        ward.desk.close()
    return []


@contextmanager
def _never_refused() -> Iterator[None]:
    """A walk is completed whatever is open."""
    real = walks.view

    def through(desk: object, session: UUID, walk: UUID) -> WalkView:
        shown = real(desk, session, walk)  # type: ignore[arg-type]
        return structs.replace(shown, step=None)

    def end(desk: object, shown: WalkView, outcome: WalkOutcome, **more: object) -> None:
        with mock.patch.object(walks, "view", through):
            _END(desk, shown, outcome, **more)  # type: ignore[arg-type]

    with mock.patch.object(walks, "end", end):
        yield


_END = walks.end

PROOF = Proof(
    id="T14",
    proves="In any order of moves no step is skipped, one bag runs, the hours are exact, and no "
    "entry changes.",
    quick=100,
    release=10_000,
    run=run,
    sabotage=Sabotage("a walk is completed with steps open", _never_refused, trials=40),
)
