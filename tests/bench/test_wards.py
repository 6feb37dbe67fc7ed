"""A ward that was cast is what the use cases make: every signature of it is checked here."""

from __future__ import annotations

from pathlib import Path

from nursedesk.bootstrap import make_desk
from nursedesk.clock import SetClock
from nursedesk.keys.keyring import FileKeyring
from nursedesk.walkthrough.crew import NINA
from nursedesk.ward import entrance
from nursedesk.ward.check import check_chain
from tests.bench.wards import Ward, open_sessions
from tests.proofs.large_ward import cast, cast_on, mould

VISITS = 2


def test_a_cast_ward_is_whole_and_goes_on(tmp_path: Path) -> None:
    stay = mould(tmp_path / "mould", visits=VISITS)
    first = tmp_path / "first"
    cast(stay, first, 400, open_stays=2)
    at = cast_on(stay, first, tmp_path / "second", open_stays=3)
    ward = Ward(folder=tmp_path / "second", at=at)
    assert len(open_sessions(ward)) == 5
    assert (
        _kinds(ward, stay_of=-1)
        == [one.header.kind for one in stay.stay if one.header.session][:-2]
    )
    store = ward.store()
    chain = check_chain(store, FileKeyring(ward.folder))
    store.close()
    assert (chain.damages, chain.broken) == ([], set())
    desk = make_desk(ward.folder, clock=SetClock(at))
    entrance.sign_in(desk, NINA.account, NINA.passphrase)
    assert not desk.soundness.read_only
    assert len(desk.sessions()) == 5
    desk.close()


def _kinds(ward: Ward, *, stay_of: int) -> list[str]:
    store = ward.store()
    try:
        return [one.header.kind for one in store.session_entries(store.sessions()[stay_of])]
    finally:
        store.close()
