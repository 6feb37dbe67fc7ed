"""The whole job in one go, without a display: what the screens do, through the same use cases.

It also tries what must be refused (the same person as witness, a blind mismatch, a filter on a
7-day bag, an expired bag, a wrong passphrase), and fails unless each of them is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import msgspec

from nursedesk.chart.finding import blocking
from nursedesk.chart.read_back import RATE
from nursedesk.chart.session_entries import Patient
from nursedesk.chart.terms import WalkKind, WalkOutcome
from nursedesk.clock import Clock, SetClock
from nursedesk.protocol.terms import Filter, Kind
from nursedesk.walkthrough import hand_overs, rounds
from nursedesk.walkthrough.answers import Answers, Check
from nursedesk.walkthrough.crew import CLARA, MEMBERS, NINA, TOM, Crew
from nursedesk.walkthrough.report import Report
from nursedesk.ward import entrance, handovers, reprints, walks
from nursedesk.ward.check import check_ward
from nursedesk.ward.desk import Desk, Person
from nursedesk.ward.walks import WalkView

_BEGAN = timedelta(hours=27)
_CHANGED = timedelta(hours=2, minutes=30)
ALICE = Patient(family="Rowan", given="Alice", identifier="DEMO-2001", born=date(1987, 3, 4))
BRUNO = Patient(family="Vega", given="Bruno", identifier="DEMO-2002", born=date(1994, 8, 17))

SIGNED, COUNTERSIGNED = "handover-signed.pdf", "handover-countersigned.pdf"


class Walkthrough:
    """One rehearsal in `folder`, with everybody of the crew."""

    def __init__(
        self, folder: Path, make_desk: Callable[[Clock], Desk], now: Clock, report: Report
    ) -> None:
        self._folder = folder
        self._report = report
        self._now = now.now().replace(microsecond=0)
        self._clock = SetClock(self._now - _BEGAN, now.zone)
        self._desk = make_desk(self._clock)
        self._crew = Crew(self._desk, self._clock)

    def run(self) -> tuple[UUID, UUID]:
        """Does everything; returns the session and the bag change that stands at a stop."""
        try:
            self._found()
            second = self._crew.second(TOM)
            session = self._first_bag(second)
            stopped = self._stopped_changes(second)
            self._change(session, second)
            self._check_symptoms(session, second)
            entrance.leave(self._desk, second)
            returned = self._hand_over(session)
            self._receive(session, returned)
            note = self._in_place_of(session, returned)
            self._countersign(session, note)
            count = check_ward(self._desk)
            self._report.say(f"chart checked: {count} entries, the chain and every signature whole")
            entrance.sign_out(self._desk)
        finally:
            self._desk.close()
        return stopped

    def _found(self) -> None:
        self._crew.found()
        accounts = "".join(f"{m.account}\t{', '.join(m.roles)}\t{m.passphrase}\n" for m in MEMBERS)
        (self._folder / "ward-accounts.txt").write_text(accounts, encoding="utf-8")
        root = self._desk.keyring.root_certificate()
        self._desk.files.write(self._folder / "ward-ca.pem", root)
        self._report.say("ward founded, recovery code typed back, four accounts made")
        self._report.refused(
            "a wrong passphrase",
            "passphrase-wrong",
            lambda: entrance.sign_in(self._desk, NINA.account, "not her passphrase"),
        )
        self._crew.sign_in(NINA)
        self._report.refused(
            "the same person as witness", "same-person", lambda: self._crew.second(NINA)
        )

    def _first_bag(self, second: Person) -> UUID:
        session = rounds.open_session(self._crew, ALICE)
        self._report.say("patient session opened")
        bag, made = rounds.receive(self._crew, session, ALICE, Kind.H24)
        answers = rounds.timed(self._crew, rounds.facts(self._crew, ALICE, made, running=False))
        self._crew.walk(session, WalkKind.BAG_CHANGE, answers, second, bag)
        self._report.say("first bag received and hung: label, pump and plan read blind by two")
        return session

    def _stopped_changes(self, second: Person) -> tuple[UUID, UUID]:
        """Two changes that must not go on: an expired bag, and a filter on a 7-day bag."""
        self._clock.move_to(self._now - _CHANGED - timedelta(hours=1))
        session = rounds.open_session(self._crew, BRUNO)
        bag, made = rounds.receive(self._crew, session, BRUNO, Kind.H24, timedelta(days=9))
        expired = rounds.begin_change(self._crew, session, bag)
        answers = rounds.timed(self._crew, rounds.facts(self._crew, BRUNO, made, running=False))
        shown = self._until_stopped(expired, answers, second)
        self._must_stop(shown, "new-bag", "expired-refrigerated", "an expired bag")
        walks.end(
            self._desk, shown, WalkOutcome.ABANDONED, intent=uuid4(), reason="the bag is expired"
        )
        bag, made = rounds.receive(self._crew, session, BRUNO, Kind.D7)
        filtered = msgspec.structs.replace(
            rounds.facts(self._crew, BRUNO, made, running=False), filter=Filter.IN_LINE
        )
        shown = rounds.begin_change(self._crew, session, bag)
        shown = self._until_stopped(shown, rounds.timed(self._crew, filtered), second)
        self._must_stop(shown, "line", "filter-prohibited", "a filter on a 7-day bag")
        return session, shown.walk

    def _until_stopped(
        self, shown: WalkView, answers: Callable[[WalkView], Answers], second: Person
    ) -> WalkView:
        """Answers step after step until one of them stays, or the walk is through."""
        while shown.step is not None and not blocking(shown.findings):
            shown = self._crew.answer(shown, answers(shown), second)
        return shown

    def _must_stop(self, shown: WalkView, step: str, code: str, what: str) -> None:
        found = {finding.code: finding for finding in blocking(shown.findings)}
        stays = shown.step is not None and shown.step.id == step and code in found
        sentence = found[code].sentence if code in found else "no stop"
        self._report.expect(f"refused, {what}: {sentence}", holds=stays)
        self._report.refused(
            f"completing the walk with {what}",
            "steps-open",
            lambda: walks.end(self._desk, shown, WalkOutcome.COMPLETED, intent=uuid4()),
        )

    def _change(self, session: UUID, second: Person) -> None:
        """A day after the first: the bag is changed; the first two readings of the pump differ."""
        self._clock.move_to(self._now - _CHANGED)
        bag, made = rounds.receive(self._crew, session, ALICE, Kind.H24)
        change = rounds.facts(self._crew, ALICE, made, running=True)
        answers = rounds.timed(self._crew, change)
        shown = rounds.begin_change(self._crew, session, bag)
        while shown.step is not None:
            if shown.step.id == "pump" and not shown.mismatch:
                shown = self._misread(shown, answers(shown), second)
            shown = self._crew.step(shown, answers(shown), second)
        walks.end(self._desk, shown, WalkOutcome.COMPLETED, intent=uuid4())
        self._report.say("bag changed with a blind second check")

    def _misread(self, shown: WalkView, right: Answers, second: Person) -> WalkView:
        first = walks.answer(self._desk, shown, right, intent=uuid4())
        wrong = {**right, "rate_ml_per_h": "1"}
        differs = walks.answer(self._desk, first, wrong, intent=uuid4(), by=second)
        self._report.expect(
            "refused, a blind mismatch: both read again, the field is named, no value is shown",
            holds=differs.mismatch == ("rate_ml_per_h",)
            and differs.step is not None
            and differs.step.id == "pump"
            and not differs.second,
        )
        return differs

    def _check_symptoms(self, session: UUID, second: Person) -> None:
        self._clock.forward(hours=1)
        check = Check(given={"temperature_c": "36.9", "systolic_mmhg": "118", "heart_rate": "76"})
        self._crew.walk(session, WalkKind.SYMPTOM_CHECK, check.answers, second, None)
        self._report.say("symptoms checked")

    def _hand_over(self, session: UUID) -> UUID:
        """Nina's note, which Clara will return: she forgot to say what she means by tired."""
        self._clock.move_to(self._now - timedelta(minutes=40))
        since = self._now - timedelta(hours=8)
        return hand_overs.sign(self._crew, NINA, session, since).note

    def _receive(self, session: UUID, note: UUID) -> None:
        """Tom reads the note back: first a wrong rate, then as the record says."""
        self._report.refused(
            "the author as the receiving nurse",
            "same-person",
            lambda: hand_overs.receive(self._crew, NINA, session, note),
        )
        self._clock.forward(minutes=5)
        self._crew.sign_in(TOM)
        differs = hand_overs.receive(self._crew, TOM, session, note, {RATE: "0.6"})
        self._report.expect(
            "refused, a read-back with another rate: the field is named, no value is shown",
            holds=differs == (RATE,),
        )
        self._report.expect(
            "the hand-over is received: read back as the record says",
            holds=not hand_overs.receive(self._crew, TOM, session, note),
        )

    def _in_place_of(self, session: UUID, note: UUID) -> UUID:
        """Clara returns the note; Nina makes a new one in its place, which Tom receives."""
        self._clock.forward(minutes=5)
        self._crew.sign_in(CLARA)
        reason = "Say what you saw: the patient is tired since when, and how much?"
        hand_overs.give_back(self._crew, CLARA, session, note, reason)
        self._report.refused(
            "countersigning a returned note",
            "returned-already",
            lambda: handovers.countersign(
                self._desk, session, note, CLARA.passphrase, intent=uuid4()
            ),
        )
        self._clock.forward(minutes=10)
        self._crew.sign_in(NINA)
        since = self._now - timedelta(hours=8)
        signed = hand_overs.sign(self._crew, NINA, session, since, in_place_of=note)
        old = handovers.find(self._desk.session(session), note)
        self._report.expect(
            "the returned note is superseded by the new one, with its reason",
            holds=old.superseded is not None
            and (old.superseded.note, old.superseded.why) == (signed.note, reason),
        )
        reprints.export(self._desk, session, signed.note, self._folder / SIGNED)
        self._verified(SIGNED, "accepted-signed")
        return signed.note

    def _countersign(self, session: UUID, note: UUID) -> None:
        self._clock.move_to(self._now - timedelta(minutes=5))
        self._crew.sign_in(CLARA)
        signed = handovers.countersign(self._desk, session, note, CLARA.passphrase, intent=uuid4())
        reprints.export(self._desk, session, signed.note, self._folder / COUNTERSIGNED)
        self._verified(COUNTERSIGNED, "accepted-countersigned")
        first, both = ((self._folder / name).read_bytes() for name in (SIGNED, COUNTERSIGNED))
        self._report.expect(
            "the countersigned note is the signed one plus what was appended",
            holds=both.startswith(first) and len(both) > len(first),
        )

    def _verified(self, name: str, state: str) -> None:
        pdf = (self._folder / name).read_bytes()
        known = hashlib.sha256(pdf).hexdigest()
        verdict = handovers.verify(self._desk, pdf, known)
        who = ", ".join(f"{s.name} ({s.role})" for s in verdict.signatures)
        self._report.expect(f"{name}: {verdict.state}, {who}", holds=verdict.state == state)
        changed = bytearray(pdf)
        changed[len(pdf) // 2] ^= 1
        refused = handovers.verify(self._desk, bytes(changed)).state == "rejected"
        self._report.expect(f"{name} with one changed byte is rejected", holds=refused)
