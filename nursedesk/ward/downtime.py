"""The downtime files: when they are written anew, and a print of them for paper.

They follow the entries of the patients' sessions: looked after every few seconds while somebody is
signed in, and once more when she locks or leaves. A damaged record leaves those that lie there.
"""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from nursedesk.chart.downtime import downtime_sheet, file_name
from nursedesk.chart.session import PatientSession
from nursedesk.ward.desk import Desk
from nursedesk.ward.downtime_ports import Lying, PackState, PackWish

PAUSE = 20  # seconds between two writings, and after the chart's opening
AGAIN = 60  # seconds after one that failed


class DowntimePage(Struct, frozen=True, kw_only=True):
    """What the screen says: where they lie, what lies there, how the last writing ended.

    `phrase_made`: there is an emergency sheet, with whose phrase they open.
    """

    where: str
    lying: Lying
    state: PackState
    phrase_made: bool
    here: bool


def page(desk: Desk) -> DowntimePage:
    """How it stands; also while nobody is signed in."""
    files = desk.packing.files
    return DowntimePage(
        where=files.where,
        lying=files.lying(),
        state=files.state(),
        phrase_made=not desk.is_open or desk.roster.sheet is not None,
        here=desk.person is not None,
    )


def watch(desk: Desk) -> None:
    """Begins to write them when something newer is in the chart, at most every 20 seconds."""
    packing, now = desk.packing, desk.clock.boot_seconds()
    state = packing.files.state()
    if packing.begun is None:
        packing.begun = now
    if state.failure:
        packing.told = ()
    pause = AGAIN if state.failure else PAUSE
    if not state.running and now - packing.begun >= pause:
        write(desk)


def write(desk: Desk) -> None:
    """Begins to write them at once, where something newer is in the chart and somebody is here."""
    packing, person, heads = desk.packing, desk.person, _heads(desk)
    if person is None or not heads or heads == packing.told or desk.soundness.read_only:
        return
    packing.told, packing.begun = heads, desk.clock.boot_seconds()
    wish = PackWish(at=desk.clock.now(), zone=str(desk.clock.zone))
    packing.files.start(person.keys, wish)


def write_now(desk: Desk) -> DowntimePage:
    """Somebody asks for them.

    Raises:
        Refused: nobody is signed in.
    """
    desk.signed_in()
    desk.packing.told = ()
    write(desk)
    return page(desk)


def prints(desk: Desk, folder: Path) -> list[Path]:
    """Writes every patient's sheet to a folder that a person chose, to be printed: in clear.

    Raises:
        Refused: nobody is signed in.
        KnownError: the folder refused.
    """
    written = []
    for session in desk.sessions():
        path = folder / file_name(session)
        desk.files.write(path, printed(desk, session))
        written.append(path)
    return written


def printed(desk: Desk, session: PatientSession) -> bytes:
    """One patient's sheet as of now, in clear."""
    sheet = downtime_sheet(
        session,
        desk.protocol_of(session),
        now=desk.clock.now(),
        zone=desk.clock.zone,
        names=desk.refresh_roster().names(),
        ward_name=desk.roster.name,
        demo=desk.roster.demo,
    )
    return desk.documents.downtime(sheet)


def _heads(desk: Desk) -> tuple[object, ...]:
    """What the files depend on: where each session stands, and the phrase. None: nothing to do."""
    if desk.roster.sheet is None:
        return ()
    heads = tuple(desk.anchors.heads.get(session) for session in desk.store.open_sessions())
    if not heads and not desk.packing.files.lying().files:
        return ()
    return (desk.roster.sheet.emergency_key, *heads)
