"""What packaging/SECURITY.md names as not protected: whoever changes it here changes it there."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest

from nursedesk.store.anchors import FileAnchors
from nursedesk.walkthrough.crew import CLARA, NINA, TOM
from nursedesk.ward import emergency, entrance, passphrases
from nursedesk.ward.desk import Desk
from tests.tampering import chart_of, cut_tail, key_of
from tests.ward.conftest import RealWard, confirm_time


@pytest.fixture
def desk(start: Callable[[], Desk]) -> Desk:
    """Clara, administrator, signed in."""
    desk = start()
    entrance.sign_in(desk, CLARA.account, CLARA.passphrase)
    confirm_time(desk)
    return desk


def test_who_holds_the_ward_secret_cuts_the_end_and_the_anchors_alike(
    desk: Desk, ward: RealWard, start: Callable[[], Desk]
) -> None:
    """Every account holds it. Paper, exported notes and backups tell; the folder alone does not."""
    of, keys = desk.roster.ward, desk.signed_in().keys.anchor_keys()
    assert of is not None
    last = desk.store.last()
    desk.close()
    cut_tail(chart_of(ward.folder), key_of(ward.folder), 1)
    place = FileAnchors(ward.folder / "anchors", of, keys)
    place.replace(place.read()[:-1])
    place.close()

    again = start()
    entrance.sign_in(again, TOM.account, TOM.passphrase)
    assert not again.soundness.read_only
    assert last not in again.store.entries()


def test_a_renewed_sheet_and_a_reset_keep_the_ward_secret(desk: Desk) -> None:
    """Whoever copied the keys with a code or a passphrase opens later copies of the chart too."""
    before = desk.signed_in().keys.database_key()
    tom = entrance.second_person(desk, TOM.account, TOM.passphrase)
    emergency.use_sheet(desk, emergency.make_sheet(desk), second=tom, intent=uuid4())
    new = "another phrase of five words"
    passphrases.reset(
        desk, NINA.account, new, passphrase=CLARA.passphrase, second=tom, intent=uuid4()
    )

    assert desk.signed_in().keys.database_key() == before
