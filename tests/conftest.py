"""What holds for every test: no display, repeatable examples, and no test left out unseen."""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path

# Before anything imports Qt: without a display Qt would end the interpreter, not raise an error.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from hypothesis import HealthCheck, settings

_IN_CI = bool(os.environ.get("CI"))
# On Debian and its kin `dev.py test` installs all that a test may want, so there is no excuse.
_NOTHING_SKIPPED = _IN_CI or Path("/etc/debian_version").exists()

# Time depends on the machine's other work, so no example fails for being slow; a found example
# belongs into the test as `@example`, so no private database remembers it.
_SAME_EVERYWHERE = settings(
    deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("ci", _SAME_EVERYWHERE, derandomize=True)
settings.register_profile("desk", _SAME_EVERYWHERE, derandomize=False)
settings.load_profile("ci" if _IN_CI else "desk")


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    if _NOTHING_SKIPPED and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"Skipped, but nothing may be skipped here: {report.longrepr}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turns a skipped test into a failed one where everything it could want is installed."""
    report = yield
    _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a whole module that skips itself."""
    report = yield
    _refuse_skip(report)
    return report
