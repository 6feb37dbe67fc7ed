"""The emergency view on real keys and the real encrypted chart: it reads, is told of, ends."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import NoReturn
from uuid import UUID, uuid4

import pytest

from nursedesk.bootstrap import make_desk
from nursedesk.chart.emergency_entries import (
    BY_CODE,
    EmergencyCodeTried,
    EmergencySheetMade,
    EmergencyViewed,
)
from nursedesk.clock import SetClock
from nursedesk.errors import KnownError, Refused
from nursedesk.keys.emergency import WRONG, FileEmergency
from nursedesk.keys.key_files import NEXT
from nursedesk.keys.throttle import FILE
from nursedesk.walkthrough.crew import CLARA, NINA, TOM
from nursedesk.ward import bags, emergency, entrance, handovers, leaving, locking, sessions
from nursedesk.ward.check import check_ward
from nursedesk.ward.desk import Desk
from nursedesk.ward.emergency_ports import NewSheet
from nursedesk.ward.views.board import ward_board
from nursedesk.ward.views.patient import patient_page
from tests.tampering import chart_of, cut_tail, key_of
from tests.ward.conftest import START, RealWard, confirm_time, opened, received

LENA = "Lena Ott"
SHEETS: list[NewSheet] = []  # of the ward that was prepared
SESSIONS: list[UUID] = []


@pytest.fixture(scope="module")
def prepared(founded_for_real: RealWard, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ward with one patient, whose emergency sheet Clara and Tom have renewed; made once."""
    folder = tmp_path_factory.mktemp("emergency") / "ward"
    shutil.copytree(founded_for_real.folder, folder)
    desk = make_desk(folder, clock=SetClock(START + timedelta(hours=1)))
    entrance.sign_in(desk, CLARA.account, CLARA.passphrase)
    SHEETS[:] = [renewed(desk)]
    entrance.sign_in(desk, NINA.account, NINA.passphrase)
    SESSIONS[:] = [sessions.open_session(desk, opened(), intent=uuid4())]
    bags.receive(desk, SESSIONS[0], received(), intent=uuid4())
    entrance.sign_out(desk)
    desk.close()
    return folder


@pytest.fixture
def folder(prepared: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(prepared, tmp_path / "ward"))


@pytest.fixture
def clock() -> SetClock:
    return SetClock(START + timedelta(hours=2))


@pytest.fixture
def start(folder: Path, clock: SetClock) -> Callable[[], Desk]:
    return lambda: make_desk(folder, clock=clock)


@pytest.fixture
def desk(start: Callable[[], Desk]) -> Desk:
    return start()


def renewed(desk: Desk) -> NewSheet:
    """A new sheet, put into use by who is signed in and Tom."""
    sheet = emergency.make_sheet(desk)
    tom = entrance.second_person(desk, TOM.account, TOM.passphrase)
    emergency.use_sheet(desk, sheet, second=tom, intent=uuid4())
    entrance.leave(desk, tom)
    return sheet


def look(desk: Desk, code: str = "") -> None:
    emergency.open_by_code(desk, code or SHEETS[0].code, LENA)


def views(desk: Desk) -> list[EmergencyViewed]:
    bodies = (entry.body for entry in desk.store.ward_entries())
    return [body for body in bodies if isinstance(body, EmergencyViewed)]


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(KnownError) as caught:
        act()
    return caught.value.code


# By the sealed code.


def test_the_code_opens_the_board_and_the_patients(desk: Desk) -> None:
    look(desk)

    assert [line.session for line in ward_board(desk).lines] == SESSIONS
    assert patient_page(desk, SESSIONS[0]).bags


def test_the_view_is_an_entry_signed_by_the_code(desk: Desk) -> None:
    look(desk)

    (viewed,) = views(desk)
    assert (viewed.name, viewed.account, viewed.later) == (LENA, None, False)
    assert desk.store.ward_entries()[-1].header.author == BY_CODE
    entrance.sign_in(desk, CLARA.account, CLARA.passphrase)
    assert check_ward(desk)


def test_nothing_can_be_written_in_the_view(desk: Desk) -> None:
    look(desk)
    before = desk.store.last()

    for act in (
        lambda: bags.receive(desk, SESSIONS[0], received(), intent=uuid4()),
        lambda: sessions.open_session(desk, opened("B-2"), intent=uuid4()),
        lambda: handovers.draft(desk, SESSIONS[0], note=uuid4(), period_from=START),
        lambda: emergency.make_sheet(desk),
    ):
        assert code_of(act) == "not-signed-in"
    assert desk.store.last() == before


def test_the_view_ends_after_thirty_minutes_of_the_machines_own_time(
    desk: Desk, clock: SetClock
) -> None:
    look(desk)
    clock.forward(seconds=30 * 60 - 1)
    ward_board(desk)
    clock.forward(seconds=1)

    assert code_of(lambda: ward_board(desk)) == "not-signed-in"
    assert code_of(lambda: patient_page(desk, SESSIONS[0])) == "not-signed-in"


def test_its_end_closes_the_chart_that_it_opened(desk: Desk) -> None:
    look(desk)
    emergency.end(desk)

    assert not desk.is_open
    entrance.sign_in(desk, NINA.account, NINA.passphrase)


def test_the_code_opens_again_and_every_use_is_told_until_it_is_renewed(desk: Desk) -> None:
    look(desk)
    emergency.end(desk)
    look(desk)
    entrance.sign_in(desk, CLARA.account, CLARA.passphrase)

    sheet = desk.refresh_roster().sheet
    assert sheet is not None
    assert len(sheet.opened) == 2
    fresh = renewed(desk)
    assert desk.refresh_roster().sheet.opened == ()  # type: ignore[union-attr]
    entrance.sign_out(desk)
    assert code_of(lambda: look(desk)) == WRONG
    look(desk, fresh.code)


def test_a_former_sheet_with_its_file_put_back_opens_nothing(
    folder: Path, desk: Desk, tmp_path: Path
) -> None:
    file = folder / "keys" / "emergency.json"
    shutil.copy(file, tmp_path)
    entrance.sign_in(desk, CLARA.account, CLARA.passphrase)
    renewed(desk)
    desk.close()
    shutil.copy(tmp_path / "emergency.json", file)

    assert code_of(lambda: look(desk)) == "emergency-code-old"
    assert not desk.is_open


def test_a_slip_is_not_counted_and_wrong_codes_are_and_wait(desk: Desk) -> None:
    slip = ("1" if SHEETS[0].code[0] == "0" else "0") + SHEETS[0].code[1:]
    assert code_of(lambda: look(desk, slip)) == "emergency-code-slip"
    other = SHEETS[0].phrase  # well formed, and not the code
    for _ in range(6):
        assert code_of(lambda: look(desk, other)) == WRONG
    assert code_of(lambda: look(desk)) == "sign-in-waits"

    entrance.sign_in(desk, NINA.account, NINA.passphrase)  # nobody waits with it
    bodies = [entry.body for entry in desk.store.ward_entries()]
    assert EmergencyCodeTried(failures=6) in bodies


def test_where_the_count_was_lost_it_is_not_said_that_accounts_do_not_wait(
    folder: Path, desk: Desk
) -> None:
    (folder / "keys" / FILE).write_bytes(b"{")
    with pytest.raises(KnownError) as caught:
        look(desk)
    assert caught.value.code == "sign-in-waits"
    assert "every account waits once" in caught.value.happened
    assert "any account" not in caught.value.do


def test_somebody_who_says_no_name_sees_nothing(desk: Desk) -> None:
    for name in ("", "  ", "two\nlines"):
        with pytest.raises(KnownError) as caught:
            emergency.open_by_code(desk, SHEETS[0].code, name)
        assert caught.value.code == "name-not-allowed"
    assert not desk.is_open


# What cannot be recorded.


def test_a_damaged_record_opens_and_the_view_is_entered_at_the_next_sign_in(
    folder: Path, start: Callable[[], Desk]
) -> None:
    anchors = folder / "anchors"
    shutil.move(anchors, folder / "away")
    desk = start()
    look(desk)
    assert desk.soundness.read_only
    assert [line.session for line in ward_board(desk).lines] == SESSIONS
    desk.close()
    assert LENA.encode() not in (folder / "keys" / "emergency-views.json").read_bytes()
    shutil.move(folder / "away", anchors)

    again = start()
    entrance.sign_in(again, TOM.account, TOM.passphrase)
    (viewed,) = views(again)
    assert (viewed.name, viewed.later) == (LENA, True)
    assert again.store.ward_entries()[-1].header.author == TOM.account
    assert check_ward(again)
    entrance.sign_in(again, NINA.account, NINA.passphrase)
    assert len(views(again)) == 1
    assert not (folder / "keys" / "emergency-views.json").exists()


def test_a_cut_record_is_readable_as_far_as_it_goes(folder: Path, desk: Desk) -> None:
    cut_tail(chart_of(folder), key_of(folder), 1)

    look(desk)
    assert desk.soundness.read_only
    assert ward_board(desk).lines


def test_no_full_disk_keeps_anybody_from_looking(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object, **_named: object) -> NoReturn:
        raise KnownError("disk-full", "The disk is full.", do="Free some space.")

    with monkeypatch.context() as fault:
        fault.setattr(emergency, "record", full)
        look(desk)
    assert ward_board(desk).lines
    entrance.sign_in(desk, NINA.account, NINA.passphrase)
    assert [view.later for view in views(desk)] == [True]


# Over another person's lock.


def test_any_account_looks_over_a_lock_and_the_first_person_goes_on(desk: Desk) -> None:
    entrance.sign_in(desk, NINA.account, NINA.passphrase)
    locking.lock(desk)
    emergency.open_by_account(desk, TOM.account, TOM.passphrase)

    assert ward_board(desk).lines
    assert desk.person is None
    (viewed,) = views(desk)
    assert (viewed.name, viewed.account) == (TOM.name, TOM.account)
    emergency.end(desk)
    assert desk.is_open
    assert code_of(lambda: ward_board(desk)) == "not-signed-in"
    assert locking.unlock(desk, NINA.account, NINA.passphrase).account == NINA.account
    assert check_ward(desk)


def test_the_sealed_code_looks_over_a_lock_as_well(desk: Desk) -> None:
    entrance.sign_in(desk, NINA.account, NINA.passphrase)
    locking.lock(desk)
    look(desk)
    assert ward_board(desk).lines
    emergency.end(desk)

    assert desk.is_open
    assert desk.away is not None


def test_a_wrong_passphrase_opens_no_view(desk: Desk) -> None:
    entrance.sign_in(desk, NINA.account, NINA.passphrase)
    locking.lock(desk)

    wrong = code_of(lambda: emergency.open_by_account(desk, TOM.account, NINA.passphrase))
    assert wrong == "passphrase-wrong"
    assert code_of(lambda: ward_board(desk)) == "not-signed-in"


# The sheet.


def test_a_sheet_takes_an_administrator_and_a_second_person(desk: Desk) -> None:
    entrance.sign_in(desk, NINA.account, NINA.passphrase)
    assert code_of(lambda: emergency.make_sheet(desk)) == "not-allowed"
    entrance.sign_in(desk, CLARA.account, CLARA.passphrase)
    sheet = emergency.make_sheet(desk)
    with pytest.raises(Refused, match="second person"):
        emergency.use_sheet(desk, sheet, second=None, intent=uuid4())


def test_a_ward_is_founded_with_a_sheet(tmp_path: Path) -> None:
    clock = SetClock(START)
    desk = make_desk(tmp_path / "new", clock=clock)
    phrase = "the long phrase of clara"
    founding = entrance.begin_founding(desk, "Ward 7", "c.weiss", "Clara Weiss", phrase)
    code = founding.recovery_code
    entrance.finish_founding(desk, founding, "Ward 7", code, phrase, demo=False)
    made = desk.store.ward_entries()[-1].body
    assert isinstance(made, EmergencySheetMade)
    assert made.downtime_phrase == founding.sheet.phrase
    entrance.sign_out(desk)
    desk.close()

    look(desk, founding.sheet.code)
    assert desk.is_open


def test_a_ward_without_a_sheet_says_so_and_can_make_one(folder: Path, desk: Desk) -> None:
    (folder / "keys" / "emergency.json").unlink()
    assert code_of(lambda: look(desk)) == "no-emergency-code"
    entrance.sign_in(desk, CLARA.account, CLARA.passphrase)
    fresh = renewed(desk)
    desk.close()

    look(desk, fresh.code)


def test_the_code_opens_after_somebody_left(desk: Desk, folder: Path) -> None:
    entrance.sign_in(desk, CLARA.account, CLARA.passphrase)
    confirm_time(desk)
    tom = entrance.second_person(desk, TOM.account, TOM.passphrase)
    leaving.remove(desk, NINA.account, second=tom, intent=uuid4())
    desk.close()

    look(desk)
    assert ward_board(desk).lines


def test_the_code_opens_while_a_leavers_change_is_not_finished(
    desk: Desk, start: Callable[[], Desk], folder: Path
) -> None:
    entrance.sign_in(desk, CLARA.account, CLARA.passphrase)
    roster = desk.refresh_roster()
    stay = [one for one in roster.accounts.values() if one.account != NINA.account]
    changes = desk.keyring.changes
    changes.removal(desk.signed_in().keys, stay, roster.recovery_key, roster.emergency_key)
    desk.close()

    again = start()
    look(again)
    assert ward_board(again).lines
    assert (folder / "keys" / NEXT).exists()


def test_a_renewal_that_was_not_recorded_leaves_the_former_sheet(
    desk: Desk, start: Callable[[], Desk], folder: Path
) -> None:
    entrance.sign_in(desk, CLARA.account, CLARA.passphrase)
    sheet = emergency.make_sheet(desk)
    assert isinstance(desk.keyring.emergency, FileEmergency)
    desk.keyring.emergency.stage(sheet)
    desk.close()

    again = start()
    entrance.sign_in(again, TOM.account, TOM.passphrase)
    assert not (folder / "keys" / NEXT).exists()
    again.close()
    look(again)
    assert code_of(lambda: look(start(), sheet.code)) in {WRONG, "open-elsewhere"}


def test_the_time_that_is_left(desk: Desk, clock: SetClock) -> None:
    view = emergency.open_by_code(desk, SHEETS[0].code, LENA)
    assert view.ends - clock.boot_seconds() == Decimal(1800)
