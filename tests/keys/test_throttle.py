"""Waits after wrong passphrases: their length, what they are counted in, what hides no failure."""

from __future__ import annotations

import errno
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from nursedesk.clock import SetClock
from nursedesk.errors import KnownError
from nursedesk.keys import throttle
from nursedesk.keys.keyring import FileKeyring
from nursedesk.keys.throttle import FREE, LONGEST, Moment, Throttle, elapsed, wait_after
from nursedesk.ward.ports import NewAccount
from tests.keys.conftest import AT, CLARA, CLARA_PHRASE, NINA_PHRASE, Ward

NINA, TOM = "n.berg", "t.ruiz"


@pytest.fixture
def clock() -> SetClock:
    return SetClock(AT)


@pytest.fixture
def door(tmp_path: Path, clock: SetClock) -> Throttle:
    throttle.write(tmp_path / throttle.FILE, throttle.Counts())
    return Throttle(tmp_path, clock)


def wrong(door: Throttle, account: str = NINA, code: str = "passphrase-wrong") -> KnownError:
    """One try that fails; what came of it."""
    with pytest.raises(KnownError) as caught, door.attempt(account):
        raise KnownError(code, "no", do="no")
    return caught.value


def right(door: Throttle, account: str = NINA) -> None:
    with door.attempt(account):
        pass


def waits(door: Throttle, account: str = NINA) -> int:
    """How long the account waits now, without a try."""
    try:
        right(door, account)
    except KnownError as error:
        if error.code != "sign-in-waits":
            raise
        return int(error.facts["wait"])
    return 0


def test_the_first_slips_cost_nothing_and_then_the_wait_doubles() -> None:
    assert [wait_after(n) for n in range(FREE + 8)] == [
        *[0] * (FREE + 1), 30, 60, 120, 240, 480, LONGEST, LONGEST
    ]  # fmt: skip
    assert wait_after(10**9) == LONGEST == 900


def test_a_failure_that_leads_to_a_wait_says_how_long(door: Throttle, clock: SetClock) -> None:
    said = [wrong(door).facts.get("wait") for _ in range(FREE + 1)]
    assert said == [*[None] * FREE, "30"]
    assert wrong(door).code == "sign-in-waits"
    clock.forward(seconds=29)
    assert waits(door) == 1
    clock.forward(seconds=1)
    assert wrong(door).facts["wait"] == "60"


def test_nothing_is_tried_during_a_wait(door: Throttle) -> None:
    for _ in range(FREE + 1):
        wrong(door)
    with pytest.raises(KnownError) as caught, door.attempt(NINA):
        raise AssertionError("the passphrase was tried")
    assert caught.value.code == "sign-in-waits"
    assert door.untold(NINA) == FREE + 1, "a try that was not made is not counted"


def test_others_are_not_locked_out(door: Throttle) -> None:
    for _ in range(FREE + 1):
        wrong(door)
    assert waits(door) == 30
    assert waits(door, TOM) == 0


def test_a_right_one_ends_the_row_and_the_chart_is_told_of_all(door: Throttle) -> None:
    for _ in range(3):
        wrong(door)
    right(door)
    for _ in range(FREE):
        wrong(door)
    right(door)
    assert door.untold(NINA) == 3 + FREE
    door.told(NINA)
    assert door.untold(NINA) == 0
    assert b"n.berg" not in (door._path).read_bytes()


def test_a_fault_of_the_machine_is_no_guess(door: Throttle) -> None:
    for _ in range(FREE + 3):
        assert wrong(door, code="memory-short").code == "memory-short"
    assert door.untold(NINA) == 0


def test_a_wrong_pin_counts_too(door: Throttle) -> None:
    for _ in range(FREE + 1):
        wrong(door, code="pin-wrong")
    assert waits(door) == 30


def test_the_wall_clock_shortens_no_wait(door: Throttle, clock: SetClock) -> None:
    for _ in range(FREE + 1):
        wrong(door)
    for turned in (timedelta(days=400), timedelta(days=-4000)):
        clock.turn_to(AT + turned)
        assert waits(door) == 30


def test_a_restart_begins_the_wait_anew_and_shortens_none(
    door: Throttle, clock: SetClock, tmp_path: Path
) -> None:
    for _ in range(FREE + 1):
        wrong(door)
    clock.forward(seconds=25)
    clock.restart()
    clock.forward(seconds=10)
    assert waits(Throttle(tmp_path, clock)) == 20
    clock.forward(seconds=20)
    assert waits(Throttle(tmp_path, clock)) == 0


def test_the_wait_since_a_restart_is_not_longer_than_it_says(
    door: Throttle, clock: SetClock, tmp_path: Path
) -> None:
    clock.forward(seconds=20)
    for _ in range(FREE + 1):
        wrong(door)
    clock.restart()
    clock.forward(seconds=30)
    assert waits(Throttle(tmp_path, clock)) == 0


def test_ending_the_program_during_a_try_hides_no_failure(
    door: Throttle, clock: SetClock, tmp_path: Path
) -> None:
    for _ in range(FREE + 1):
        with pytest.raises(KeyboardInterrupt), door.attempt(NINA):
            raise KeyboardInterrupt
        door = Throttle(tmp_path, clock)
    assert waits(door) == 30


def test_where_starts_are_not_told_apart_a_wait_is_never_shorter() -> None:
    before = Moment(boot="", microseconds=600_000_000)
    for seconds in (0, 5, 599):
        assert elapsed(before, Moment(boot="", microseconds=seconds * 10**6)) == seconds
    assert elapsed(before, Moment(boot="", microseconds=700_000_000)) == 100


def remove(path: Path) -> None:
    path.unlink()


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-3])


def other_words(path: Path) -> None:
    path.write_text('{"accounts": {}, "admin": true}')


def negative(path: Path) -> None:
    path.write_text('{"lost": {"boot": "", "microseconds": -900000000}}')


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("change", [remove, truncate, other_words, negative])
def test_a_lost_count_means_the_longest_wait_once_for_everybody(
    door: Throttle, clock: SetClock, tmp_path: Path, change: Callable[[Path], None]
) -> None:
    change(tmp_path / throttle.FILE)
    error = wrong(door)
    assert (error.code, error.facts["wait"]) == ("sign-in-waits", "900")
    assert "lost" in error.happened
    assert waits(door, TOM) == 900
    clock.forward(seconds=899)
    assert waits(Throttle(tmp_path, clock), TOM) == 1, "a restart of the program ends it not"
    clock.forward(seconds=1)
    right(door)
    assert door.untold(NINA) is None, "the chart is told that a count was lost"
    door.told(NINA)
    assert (door.untold(NINA), door.untold(TOM)) == (0, 0)
    clock.restart()
    assert waits(Throttle(tmp_path, clock), TOM) == 0, "once"


def test_a_program_that_never_could_count_lets_nobody_try(tmp_path: Path, clock: SetClock) -> None:
    throttle.write(tmp_path / throttle.FILE, throttle.Counts())
    a_folder(tmp_path / throttle.FILE)
    assert wrong(Throttle(tmp_path, clock)).code == "tries-not-counted"


def test_a_disk_that_refuses_later_is_counted_in_memory(
    door: Throttle, monkeypatch: pytest.MonkeyPatch, clock: SetClock, tmp_path: Path
) -> None:
    def full(*_given: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    wrong(door)
    with monkeypatch.context() as fault:
        fault.setattr(throttle, "write_whole", full)
        for _ in range(FREE):
            wrong(door)
        assert waits(door) == 30
    clock.forward(seconds=30)
    right(door)
    assert Throttle(tmp_path, clock).untold(NINA) == FREE + 1, "and written once there is room"


# The same door in the keyring.


def keyring_of(folder: Path, clock: SetClock) -> FileKeyring:
    return FileKeyring(folder, clock)


def refused(call: Callable[[], object]) -> KnownError:
    with pytest.raises(KnownError) as caught:
        call()
    return caught.value


def test_a_new_ward_does_not_wait(tmp_path: Path, clock: SetClock) -> None:
    keyring = keyring_of(tmp_path, clock)
    founding = keyring.found("Ward 7", CLARA, demo=False, at=AT)
    keyring.open_founding(founding.recovery_code, CLARA_PHRASE)
    keyring.write_founding(founding.recovery_code)
    keys = keyring_of(tmp_path, clock).sign_in("c.weiss", CLARA_PHRASE)
    assert keys.failed_before == 0


def test_sign_in_signing_enrolling_and_pin_share_one_count(
    ward: Ward, copy_of: Callable[[Ward], FileKeyring], clock: SetClock, tmp_path: Path
) -> None:
    copy_of(ward)
    keyring = keyring_of(tmp_path / "copy", clock)
    clara = keyring.sign_in("c.weiss", CLARA_PHRASE)
    clara.set_pin(CLARA_PHRASE, "739104")
    new = NewAccount(account="x.y", name="X", roles=CLARA.roles[:1], passphrase="x" * 15)
    tries: list[Callable[[], object]] = [
        lambda: keyring.sign_in("c.weiss", "a wrong passphrase"),
        lambda: clara.document_signer("a wrong passphrase"),
        lambda: clara.document_signer("739105"),
        lambda: keyring.enrol(clara, new, passphrase="a wrong passphrase", at=AT),
        lambda: clara.set_pin("a wrong passphrase", "739105"),
        lambda: keyring.reopen("c.weiss", "a wrong passphrase", None),
    ]
    assert [refused(one).code for one in tries] == [
        *("passphrase-wrong", "passphrase-wrong", "pin-wrong"),
        *("passphrase-wrong", "passphrase-wrong", "passphrase-wrong"),
    ]
    assert {refused(one).code for one in tries} == {"sign-in-waits"}
    assert refused(lambda: keyring.sign_in("c.weiss", CLARA_PHRASE)).code == "sign-in-waits"
    assert keyring.sign_in("n.berg", NINA_PHRASE).failed_before == 0
    clock.forward(seconds=30)
    assert keyring.sign_in("c.weiss", CLARA_PHRASE).failed_before == len(tries)
