"""Puts one small fault after another into nursedesk/protocol and tells which the tests miss.

Our own, because the tools of others (mutmut, Cosmic Ray) write changed files, and the one leaves
out what stands outside functions, the other starts Python anew for each fault. Here a fault lives
in memory, in a forked process that has not yet imported the protocol. The cheapest tests come
first: the shipped cases, some inputs of the oracle, the module's own tests, all of tests/protocol,
more inputs of the oracle.
"""

from __future__ import annotations

import ast
import multiprocessing
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from importlib.machinery import SourceFileLoader
from pathlib import Path

import hypothesis.strategies  # noqa: F401 (loaded before the forks: each would pay for it)
import msgspec  # noqa: F401
import pytest

from tests.mutation.changes import Change, changes, codes_of

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "nursedesk" / "protocol"
TESTS = ROOT / "tests" / "protocol"
GOAL = 95  # per cent
SEED = 20250505
SECONDS = 60  # of processor time, after which the tests hang: the fault is seen
# These measure time, and so would blame a fault for a busy machine.
TIMED = "not ten_thousand_cases and not loading_costs_little"

Job = tuple[str, int]


class _Hangs(BaseException):
    """The time of one fault is over."""


def faults(module: str) -> tuple[ast.Module, list[Change]]:
    """The syntax tree of a module and the faults that can be made in it."""
    codes: dict[str, list[str]] = {}
    for path in FOLDER.glob("*.py"):
        codes |= codes_of(ast.parse(path.read_text(encoding="utf-8")))
    tree = ast.parse((FOLDER / f"{module}.py").read_text(encoding="utf-8"))
    return tree, changes(tree, codes)


def seen_by(job: Job | None) -> tuple[Job | None, str]:
    """In a process of its own: makes the fault; the name of the tests that see it, or nothing."""
    if job is not None:
        _install(*job)
    os.environ |= {"CI": "1", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    signal.signal(signal.SIGPROF, _hang)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
        return job, _first_to_see(job[0] if job else "")


def _hang(*_: object) -> None:
    raise _Hangs


def _install(module: str, number: int) -> None:
    """Lets Python load the changed code of a module when it imports it."""
    tree, found = faults(module)
    found[number].make()
    code = compile(ast.fix_missing_locations(tree), f"{module}.py", "exec")
    usual = SourceFileLoader.get_code

    def get_code(self: SourceFileLoader, name: str) -> object:
        return code if name == f"nursedesk.protocol.{module}" else usual(self, name)

    SourceFileLoader.get_code = get_code  # type: ignore[assignment,method-assign]


def _first_to_see(module: str) -> str:
    own = TESTS / f"test_{module}.py"
    stages: dict[str, Callable[[], bool]] = {
        "cases": _cases,
        "oracle": lambda: _agree(400),
        "own tests": lambda: not own.exists() or _passes(own),
        "all tests": lambda: _passes(TESTS),
        "more oracle": lambda: _agree(5_000),
    }
    for name, passes in stages.items():
        try:
            passed = passes()
        except _Hangs:
            return "time"
        except Exception:  # noqa: BLE001 (whatever a fault raises, it was seen)
            passed = False
        if not passed:
            return name
    return ""


def _cases() -> bool:
    from nursedesk.protocol import cases

    find = cases.remembering()
    results = [one for file in cases.beside_installed() for one in cases.run(file, find)]
    return len(results) > 100 and not any(one.problems or one.unproved for one in results)


def _agree(count: int) -> bool:
    from tests.oracle.disagreements import disagreements
    from tests.oracle.generate import inputs

    return next(disagreements(inputs(SEED, count)), None) is None


def _passes(tests: Path) -> bool:
    words = ["-xq", "--import-mode=importlib", "-p", "no:cacheprovider", "-k", TIMED]
    words += ["-o", "addopts=", "-o", "filterwarnings="]
    return pytest.main([*words, str(tests)]) == 0


def main(modules: Sequence[str]) -> int:
    """Checks the named modules, or all; 0 when at least 95 % of the faults were seen."""
    every = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem != "__init__")
    if unknown := [name for name in modules if name not in every]:
        return _refuse(f"There is no module {', '.join(unknown)} in nursedesk/protocol.")
    if not hasattr(os, "fork"):
        return _refuse("This check needs a system on which a process can fork: Linux or macOS.")
    totals = Counter[str]()
    # A process for each fault, because one that has imported the protocol is of no more use.
    with multiprocessing.get_context("fork").Pool(maxtasksperchild=1) as pool:
        if (stage := pool.apply(seen_by, (None,))[1]) != "":
            return _refuse(f"Without any fault the tests fail already: {stage}.")
        for module in modules or every:
            found = faults(module)[1]
            jobs = [(module, number) for number in range(len(found))]
            counted = Counter[str]()
            for job, stage in pool.imap(seen_by, jobs):
                counted[stage] += 1
                if job is not None and not stage:
                    fault = found[job[1]]
                    _say(f"{module}.py {fault.line} {fault.within}: {fault.says}")
            _say(_figures(module, counted))
            totals += counted
    _say(_figures("together", totals))
    return 0 if _share(totals) >= GOAL else 1


def _share(counted: Counter[str]) -> float:
    """The faults that were seen, in per cent."""
    return 100 - 100 * counted[""] / max(1, counted.total())


def _figures(name: str, counted: Counter[str]) -> str:
    seen = ", ".join(f"{stage} {count}" for stage, count in sorted(counted.items()) if stage)
    missed = counted[""]
    return f"| {name} | {counted.total()} | {missed} | {_share(counted):.1f} % | {seen} |"


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _refuse(why: str) -> int:
    _say(why)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
