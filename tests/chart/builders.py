"""Makes chart entries without keys: a told story becomes entries, a fold, a walk's context.

`Story` tells what happened, in the order of recording, with a clock that stands still until it
is moved. Use it from any test that needs a patient session.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal
from functools import cache
from uuid import UUID, uuid5

from nursedesk.chart.body import AnyBody, encode
from nursedesk.chart.entry import FORMAT, GENESIS, Entry, Header, digest, encode_header
from nursedesk.chart.finding import MAY_BE_USED, Finding
from nursedesk.chart.session import PatientSession, apply, begin, fold
from nursedesk.chart.session_entries import (
    BagLabel,
    BagReceived,
    Patient,
    PharmacyAnswered,
    SessionOpened,
    WalkBegun,
    WalkEnded,
    WalkStep,
)
from nursedesk.chart.terms import Place, Role, WalkKind, WalkOutcome, kind_of
from nursedesk.chart.walk import Context, Step, checked, current_step, open_findings
from nursedesk.chart.walks import walk_for
from nursedesk.clock import iso
from nursedesk.protocol import loader
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.terms import Indication, Kind

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
NINA, TOM, CLARA = "n.berg", "t.ruiz", "c.weiss"
_NAMES = UUID("5b0e6c1c-2f52-4a0e-9d2c-0d6f6a6f7a10")
WARD = uuid5(_NAMES, "ward")

Answers = Mapping[str, str]


@cache
def protocol() -> Protocol:
    """The shipped protocol, loaded once."""
    return loader.shipped()


def named(name: str) -> UUID:
    """A stable id for a name."""
    return uuid5(_NAMES, name)


def opened(**changes: object) -> SessionOpened:
    """An adult with minimal residual disease, 70 kg, cycle 1, 28 mcg a day."""
    facts: dict[str, object] = {
        "patient": Patient(
            family="Rowan", given="Alice", identifier="A-100", born=date(1987, 3, 4)
        ),
        "weight_kg": Decimal(70),
        "weighed_on": date(2026, 3, 1),
        "height_cm": None,
        "bsa_m2": None,
        "indication": Indication.MRD,
        "cycle": 1,
        "ordered_dose_mcg_per_day": Decimal(28),
        "ordered_by": "Dr Invented",
        "hypersensitivity": False,
        "preservative_free_only": False,
        "preterm_or_very_low_birth_weight": False,
        "down_syndrome": False,
        "cns_history": False,
    }
    return SessionOpened(**(facts | changes))  # type: ignore[arg-type]


def label(kind: Kind | str = Kind.H48, **changes: object) -> BagLabel:
    """A right label of this kind, prepared at START."""
    values = protocol().bags[Kind(kind)]
    facts: dict[str, object] = {
        "patient_identifier": "A-100",
        "dose_mcg_per_day": Decimal(28),
        "bag_kind": Kind(kind),
        "preservative": values.benzyl_alcohol.value > 0,
        "rate_ml_per_h": values.rate.value,
        "prepared_at": START,
        "use_by": None,
    }
    return BagLabel(**(facts | changes))  # type: ignore[arg-type]


def label_answers(of: BagLabel) -> dict[str, str]:
    """What a nurse types when she reads this label."""
    answers = {
        "patient_identifier": of.patient_identifier,
        "dose_mcg_per_day": str(of.dose_mcg_per_day),
        "kind": of.bag_kind.value,
        "preservative": "yes" if of.preservative else "no",
        "rate_ml_per_h": str(of.rate_ml_per_h),
    }
    if of.prepared_at:
        answers["prepared_at"] = iso(of.prepared_at)
    if of.use_by:
        answers["use_by"] = iso(of.use_by)
    return answers


PATIENT = {"identifier": "A-100", "born": "1987-03-04"}
NO_SIGNS = {"crs_signs": "no", "neurological_signs": "no"}
GOOD_LOOKS = {"particles": "no", "leak": "no", "discoloured": "no"}
SAME_BAG = {"same": "yes", "looks_right": "yes", "disconnected": "no", "flushed": "no"}
GOOD_LINE = {
    "bag_material": "eva",
    "tubing": "dehp-free",
    "filter": "in-line-0.2-micron-low-protein-binding",
    "lumen": "dedicated",
    "primed_with": "infusion-solution",
    "flushed": "no",
    "new_tubing": "yes",
    "programmable": "yes",
    "lockable": "yes",
    "non_elastomeric": "yes",
    "alarm": "yes",
}
FILTERS = {
    Kind.H24: "in-line-0.2-micron-low-protein-binding",
    Kind.H48: "in-line-0.2-micron-low-protein-binding",
    Kind.H72: "none",
    Kind.H96: "none",
    Kind.D7: "none",
}


class Story:
    """A patient session as it is told, entry by entry."""

    def __init__(
        self,
        body: SessionOpened | None = None,
        *,
        at: datetime = START,
        zone: tzinfo = UTC,
        name: str = "session",
    ) -> None:
        self.id = named(name)
        self.now = at
        self.zone = zone
        self.entries: list[Entry] = []
        self.prescriber: str | None = None  # whom the good answers name for a restart
        self._bags = 0
        self._walks = 0
        self._session: PatientSession | None = None
        self.tell(body or opened())

    @property
    def session(self) -> PatientSession:
        """The fold so far, folded on entry by entry."""
        if self._session is None:
            self._session = begin(self.entries[0])
        while self._session.seq < len(self.entries) - 1:
            apply(self._session, self.entries[self._session.seq + 1])
        return self._session

    def folded(self) -> PatientSession:
        """The fold of all entries at once."""
        return fold(self.entries)

    def forward(self, **duration: float) -> datetime:
        """Moves the clock on."""
        self.now += timedelta(**duration)
        return self.now

    def tell(
        self,
        body: AnyBody,
        *,
        by: str = NINA,
        happened_at: datetime | None = None,
        supersedes: int | None = None,
        witness: str | None = None,
    ) -> Entry:
        """Appends an entry."""
        entry = self._sealed(body, by, happened_at or self.now, supersedes, witness)
        self.entries.append(entry)
        return entry

    def _sealed(
        self,
        body: AnyBody,
        by: str,
        happened_at: datetime,
        supersedes: int | None,
        witness: str | None,
    ) -> Entry:
        seq = len(self.entries)
        prev = self.entries[-1].hash if self.entries else GENESIS
        stored = encode(body, bytes(16))
        offset = self.now.astimezone(self.zone).utcoffset() or timedelta(0)
        header = Header(
            format=FORMAT,
            ward=WARD,
            epoch=1,
            seq=seq + 10,  # the ward's counter is another than the session's
            prev=prev,
            session=self.id,
            session_seq=seq,
            session_prev=prev,
            intent=named(f"{self.id} {seq}"),
            kind=kind_of(body),
            happened_at=happened_at.astimezone(UTC),
            recorded_at=self.now.astimezone(UTC),
            offset_minutes=int(offset.total_seconds()) // 60,
            author=by,
            author_key=bytes(32),
            role=Role.NURSE,
            witness=witness,
            witness_key=None,
            workstation="ward-7",
            boot_microseconds=0,
            protocol_sha256=protocol().sha256,
            supersedes=supersedes,
            body_sha256=hashlib.sha256(stored).digest(),
        )
        stored_header = encode_header(header)
        return Entry(
            stored_header=stored_header,
            stored_body=stored,
            hash=digest(stored_header),
            signature=bytes(64),
            witness_signature=None,
        )

    def receive(
        self,
        of: BagLabel | None = None,
        place: Place = Place.ROOM,
        *,
        celsius: Decimal | None = None,
        kept_before: Place | None = None,
        happened_at: datetime | None = None,
    ) -> UUID:
        """Receives a bag; without a label a 48 h bag prepared now. Returns its id."""
        self._bags += 1
        bag = named(f"{self.id} bag {self._bags}")
        body = BagReceived(
            bag=bag,
            label=of or label(prepared_at=self.now),
            place=place,
            celsius=celsius,
            kept_before=kept_before,
        )
        self.tell(body, happened_at=happened_at)
        return bag

    def begin(self, kind: WalkKind, bag: UUID | None = None) -> UUID:
        """Begins a walk; returns its id."""
        self._walks += 1
        walk = named(f"{self.id} walk {self._walks}")
        self.tell(WalkBegun(walk=walk, walk_kind=kind, bag=bag))
        return walk

    def end(
        self,
        walk: UUID,
        outcome: WalkOutcome = WalkOutcome.COMPLETED,
        reason: str | None = None,
    ) -> None:
        """Ends a walk."""
        self.tell(WalkEnded(walk=walk, outcome=outcome, reason=reason))

    def context(self, walk: UUID) -> Context:
        """The walk's context at the clock's time."""
        session = self.session
        return Context(
            session=session,
            walk=session.walks[walk],
            protocol=protocol(),
            now=self.now,
            zone=self.zone,
        )

    def step(self, walk: UUID) -> Step | None:
        """The step that the walk asks for now."""
        context = self.context(walk)
        return current_step(walk_for(context.walk.kind), context)

    def current(self, walk: UUID) -> str | None:
        """The id of the step that the walk asks for now."""
        step = self.step(walk)
        return step.id if step else None

    def findings(self, walk: UUID, step: str) -> tuple[Finding, ...]:
        """What is open at a step."""
        context = self.context(walk)
        return open_findings(walk_for(context.walk.kind).step(step), context)

    def codes(self, walk: UUID, step: str) -> set[str]:
        """The codes of what is open at a step."""
        return {finding.code for finding in self.findings(walk, step)}

    def answer(
        self, walk: UUID, step: str, answers: Answers, *, second: bool = False, by: str = NINA
    ) -> None:
        """One person's answers to a step, checked as the use case checks them."""
        asked = walk_for(self.session.walks[walk].kind).step(step)
        body = WalkStep(walk=walk, step=step, answers=checked(asked, answers), second=second)
        self.tell(body, by=by)

    def both(self, walk: UUID, step: str, answers: Answers) -> None:
        """Both people read the same."""
        self.answer(walk, step, answers)
        self.answer(walk, step, answers, second=True, by=TOM)

    def pharmacy(
        self, walk: UUID, step: str, code: str, instruction: str | None = MAY_BE_USED
    ) -> None:
        """Pharmacy answers, and the charge nurse records it."""
        body = PharmacyAnswered(
            walk=walk,
            step=step,
            code=code,
            pharmacist="P. Invented",
            answer="Answered by telephone",
            instruction=instruction,
        )
        self.tell(body, by=CLARA)

    def good_answers(self, walk: UUID) -> dict[str, Answers]:
        """Answers to every step of a bag change or a restart that nothing can be said against."""
        state = self.session.walks[walk]
        assert state.bag is not None
        of = self.session.bags[state.bag].label
        patient = self.session.opened.patient
        rate, hours = of.rate_ml_per_h, protocol().bags[of.bag_kind].duration.hours
        return {
            "patient": {"identifier": patient.identifier, "born": patient.born.isoformat()},
            "symptoms-before": NO_SIGNS,
            "new-bag": label_answers(of),
            "looks": GOOD_LOOKS,
            "same-bag": SAME_BAG,
            "line": GOOD_LINE | {"filter": FILTERS[of.bag_kind]},
            "pause": {"disconnected_without_flush": "yes"}
            | ({"paused_at": iso(self.now)} if self.session.running else {}),
            "pump": {
                "rate_ml_per_h": str(rate),
                "volume_ml": str(rate * hours),
                "locked": "yes",
                "traced": "yes",
            },
            "start": {"started_at": iso(self.now)}
            | ({"restart_ordered_by": self.prescriber} if self.prescriber else {}),
            "old-bag": {"residual_ml": "3", "pushed_in": "no", "discarded": "yes"},
            "next": {"next_change_at": iso(self.now + timedelta(hours=1))},
        }

    def walk_on(
        self,
        walk: UUID,
        until: str | None = None,
        *,
        minutes: float = 0,
        instead: Mapping[str, Answers] | None = None,
    ) -> None:
        """Walks with good answers (`instead` by step) up to, not including, the step `until`."""
        while (current := self.step(walk)) is not None and current.id != until:
            answers = (instead or {}).get(current.id, self.good_answers(walk)[current.id])
            if current.who.value == "two-blind":
                self.both(walk, current.id, answers)
            else:
                self.answer(walk, current.id, answers)
            assert self.current(walk) != current.id, (current.id, self.findings(walk, current.id))
            self.forward(minutes=minutes)
        assert until is None or self.current(walk) == until

    def change(
        self,
        bag: UUID | None = None,
        *,
        minutes: float = 0,
        instead: Mapping[str, Answers] | None = None,
    ) -> UUID:
        """A whole bag change with good answers; returns the walk."""
        walk = self.begin(WalkKind.BAG_CHANGE, bag or self.receive())
        self.walk_on(walk, minutes=minutes, instead=instead)
        self.end(walk)
        return walk
