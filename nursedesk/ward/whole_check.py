"""The check of the whole chain in the background: when it is due, and what comes of it.

It runs after the first sign-in, after a later one when the last check ended more than an hour ago
(people change often, and nothing is gained by reading the same disk all the time), and every 24
hours. The first one after a start, and one that a charge nurse asks for, proves every signature;
the others read and hash everything again, and prove the signatures that came since. Found in
order, that is recorded in the name of whoever is at the desk; damage turns the ward read-only.
"""

from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

from nursedesk.chart.entry import GENESIS
from nursedesk.chart.record_entries import RecordChecked
from nursedesk.chart.terms import Role
from nursedesk.errors import KnownError, Refused
from nursedesk.ward.anchoring import WAITS
from nursedesk.ward.check import Progress, check_chain
from nursedesk.ward.damage import READ_ONLY
from nursedesk.ward.desk import Desk
from nursedesk.ward.ports import ChartStore, Keyring
from nursedesk.ward.record import deny, note
from nursedesk.ward.record_ports import CheckReport, CheckState, Proven

AGAIN_HOURS, DAILY_HOURS = Decimal(1), Decimal(24)


def whole_check(
    store: ChartStore, keyring: Keyring, progress: Progress, proven: Proven | None = None
) -> CheckReport:
    """Checks the whole chain and the file, as the helper process does.

    Every entry is read, hashed and compared; signatures that were `proven` only with their sum.

    Raises:
        KnownError: the disk refused to read.
    """
    chain = check_chain(store, keyring, progress=progress, proven=proven)
    return CheckReport(
        entries=chain.sound,
        head=chain.head.number if chain.head else "",
        head_hash=chain.head.hash if chain.head else GENESIS,
        lasting=chain.lasting,
        open=chain.open.digest(),
        signed=chain.signed.digest(),
        damages=tuple(chain.unknown),
        broken=tuple(sorted(chain.broken)),
        file=tuple(store.file_faults()),
    )


def watch(desk: Desk) -> CheckState:
    """Starts a check that is due, takes what one found, and says how far it is."""
    checking = desk.checking
    state = checking.background.state()
    if state.running or desk.person is None or desk.soundness.read_only:
        return state
    if not checking.taken:
        _take(desk, state)
    if _due(desk):
        _start(desk, asked=False)
        return checking.background.state()
    return state


def check_now(desk: Desk) -> CheckState:
    """A charge nurse asks for a check now.

    Raises:
        Refused: no charge nurse.
    """
    _must_be_charge_nurse(desk)
    desk.soundness.must_be_writable()
    if not desk.checking.background.state().running:
        _start(desk, asked=True)
    return desk.checking.background.state()


def cancel(desk: Desk) -> CheckState:
    """A charge nurse ends a check that is running; one that was due begins again in an hour.

    Raises:
        Refused: no charge nurse.
    """
    _must_be_charge_nurse(desk)
    desk.checking.background.cancel()
    desk.checking.taken = True
    desk.checking.cancelled = desk.clock.boot_seconds()
    return desk.checking.background.state()


def _must_be_charge_nurse(desk: Desk) -> None:
    person = desk.signed_in()
    if Role.CHARGE_NURSE not in person.roles:
        refusal = Refused(
            "not-allowed",
            "Your account may not start or end a check of the record.",
            do="Ask a charge nurse to do it. It runs by itself every day.",
        )
        deny(desk, "record-checked", refusal, person)
        raise refusal


def _start(desk: Desk, *, asked: bool) -> None:
    person, checking = desk.signed_in(), desk.checking
    checking.background.start(person.keys, None if asked else checking.proven)
    checking.account, checking.asked, checking.taken = person.account, asked, False


def _due(desk: Desk) -> bool:
    checking, person = desk.checking, desk.signed_in()
    if _hours_since(desk, checking.cancelled) < AGAIN_HOURS:
        return False
    came_since = person.account != checking.account
    return _hours_since(desk, checking.ended) >= (AGAIN_HOURS if came_since else DAILY_HOURS)


def _hours_since(desk: Desk, then: Decimal | None) -> Decimal:
    """Hours since an instant of boot time, in seconds; of one that never was, without end."""
    return Decimal("Infinity") if then is None else (desk.clock.boot_seconds() - then) / 3600


def _proven(report: CheckReport) -> Proven | None:
    if report.damages or report.file or not report.head:
        return None
    return Proven(seq=int(report.head.rpartition(".")[2]), signed=report.signed)


def _take(desk: Desk, state: CheckState) -> None:
    """What a check that ended found, for the record and for what may be written."""
    checking, report = desk.checking, state.report
    checking.taken = True
    if report is None:  # it failed: it is begun again as after one that was ended by hand
        checking.cancelled = desk.clock.boot_seconds()
        return
    checking.ended = desk.clock.boot_seconds()
    checking.proven = _proven(report)
    if report.damages or report.file:
        desk.found_damage(list(report.damages), set(report.broken), list(report.file))
        return
    body = RecordChecked(
        entries=report.entries,
        head=report.head,
        head_hash=report.head_hash,
        lasting=report.lasting,
        open=report.open,
        asked=checking.asked,
    )
    try:
        note(desk, body, intent=uuid4())
    except KnownError as error:
        if error.code not in (WAITS, READ_ONLY):
            raise
