"""The demo ward: seven invented patients in different states, made through the use cases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from decimal import Decimal
from functools import partial
from uuid import UUID, uuid4

from nursedesk.chart.labels import is_preserved
from nursedesk.chart.plan.wishes import WEEK, Day, EarlyStop, Hours, PlanWishes
from nursedesk.chart.session_entries import BagLabel, InfusionStopped, Patient, SessionOpened
from nursedesk.chart.terms import Place, WalkKind
from nursedesk.clock import Clock, SetClock, after_hours, iso
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.terms import Filter, Kind
from nursedesk.walkthrough import hand_overs
from nursedesk.walkthrough.answers import Answers, Change, Check
from nursedesk.walkthrough.crew import CLARA, MEMBERS, NINA, TOM, Crew
from nursedesk.walkthrough.patients import PATIENTS, DemoPatient
from nursedesk.ward import bags, entrance, planning
from nursedesk.ward.desk import Desk, Person
from nursedesk.ward.walks import WalkView

_FIRST_DAY = 7  # days ago: when the demo ward was founded
_PREPARED_BEFORE = timedelta(hours=1)
_RECEIVED_BEFORE = timedelta(minutes=50)
_PAUSE = timedelta(minutes=4)
_SHIFT = timedelta(hours=8)
_REVIEWED_BEFORE = timedelta(minutes=20)
_CALM: Answers = {"temperature_c": "36.9", "systolic_mmhg": "118", "heart_rate": "76"}


_WEEKDAY = (Hours(begin=time(7), end=time(20)),)
_WEEKEND = (Hours(begin=time(9), end=time(14)),)
# An invented ward: on weekdays by day and evening, at weekends for some hours.
WISHES = PlanWishes(
    kinds=tuple(Kind),
    staffed={day: _WEEKDAY if day in WEEK[:5] else _WEEKEND for day in Day},
    early_stop=EarlyStop.ON_PURPOSE,
)

Event = tuple[datetime, Callable[[], None]]


def build(make_desk: Callable[[Clock], Desk], now: Clock) -> None:
    """Founds the demo ward in an empty folder and lets its week pass, up to now."""
    at = now.now().replace(second=0, microsecond=0)
    clock = SetClock(at - timedelta(days=_FIRST_DAY), now.zone)
    desk = make_desk(clock)
    try:
        crew = Crew(desk, clock)
        crew.found()
        planning.set_wishes(desk, WISHES, intent=uuid4())
        crew.sign_in(NINA)
        second = crew.second(TOM)
        courses = [_Course(crew, patient, second, at) for patient in PATIENTS]
        events = [event for course in courses for event in course.events()]
        for when, happens in sorted(events, key=lambda event: event[0]):
            clock.move_to(when)
            happens()
        entrance.leave(desk, second)
        clock.move_to(at - _REVIEWED_BEFORE)
        crew.sign_in(CLARA)
        for course in courses:
            course.review()
        clock.move_to(at)
        entrance.sign_out(desk)
    finally:
        desk.close()


def words() -> str:
    """Who can sign in to the demo ward, with their passphrases (which are no secret)."""
    lines = ["Every patient and every person here is invented. Sign in with a passphrase:"]
    lines += [
        f"{m.account} ({', '.join(str(r).replace('-', ' ') for r in m.roles)}): {m.passphrase}"
        for m in MEMBERS
    ]
    return "\n".join(lines)


class _Course:
    """What happens to one patient, as events in time."""

    def __init__(self, crew: Crew, patient: DemoPatient, second: Person, now: datetime) -> None:
        self._crew = crew
        self._told = patient
        self._second = second
        self._now = now
        self._patient = patient.patient(now.astimezone(crew.clock.zone).date())
        self._session: UUID | None = None
        self._note: UUID | None = None

    def events(self) -> list[Event]:
        """Opening, bags, a check, a stop: each at its time."""
        told = self._told
        first = self._ago(told.bags[0][0])
        events: list[Event] = [(first - 3 * _PREPARED_BEFORE, self._open)]
        starts = [self._ago(hours) for hours, _kind in told.bags]
        for place, (start, (_hours, kind)) in enumerate(zip(starts, told.bags, strict=True)):
            receive, change = self._hang(kind, start, start - _PAUSE if place else None)
            events.append((start - _RECEIVED_BEFORE, receive))
            events.append((start - 2 * _PAUSE, change))
        if told.stopped_hours_ago is not None:
            events.append((self._ago(told.stopped_hours_ago), self._stop))
        if told.checked_hours_ago is not None:
            events.append((self._ago(told.checked_hours_ago), partial(self._check, _CALM)))
        for hours, given in told.checks:
            events.append((self._ago(hours), partial(self._check, given)))
        if told.planned_hours_ago is not None:
            events.append((self._ago(told.planned_hours_ago), self._accept_plan))
        if told.handed_over_hours_ago is not None:
            events.append((self._ago(told.handed_over_hours_ago), self._hand_over))
        if told.stock is not None:
            events.append((self._now - timedelta(minutes=50), self._stock))
        return events

    def _ago(self, hours: Decimal) -> datetime:
        return self._now - timedelta(hours=float(hours))

    def _open(self) -> None:
        told = self._told
        self._session = self._crew.open(
            SessionOpened(
                patient=self._patient,
                weight_kg=told.weight_kg,
                weighed_on=self._crew.clock.now().astimezone(self._crew.clock.zone).date(),
                height_cm=told.height_cm,
                bsa_m2=None,
                indication=told.indication,
                cycle=told.cycle,
                ordered_dose_mcg_per_day=told.dose,
                ordered_by="Dr Invented",
                hypersensitivity=False,
                preservative_free_only=False,
                preterm_or_very_low_birth_weight=False,
                down_syndrome=False,
                cns_history=False,
                bed=told.bed,
            )
        )

    @property
    def _opened(self) -> UUID:
        assert self._session is not None
        return self._session

    def _label(self, kind: Kind, prepared_at: datetime) -> BagLabel:
        return label(
            self._crew.desk.current_protocol(), self._patient, kind, self._told.dose, prepared_at
        )

    def _hang(
        self, kind: Kind, start: datetime, paused: datetime | None
    ) -> tuple[Callable[[], None], Callable[[], None]]:
        """Receiving the bag, and changing to it."""
        made = self._label(kind, start - _PREPARED_BEFORE)
        received: list[UUID] = []

        def receive() -> None:
            received.append(self._crew.receive(self._opened, made, Place.REFRIGERATOR))

        def change() -> None:
            duration = self._crew.desk.current_protocol().bags[kind].duration.hours
            facts = Change(
                patient=self._patient,
                label=made,
                volume_ml=made.rate_ml_per_h * duration,
                paused_at=paused,
                started_at=start,
                next_change_at=after_hours(start, duration),
                filter=right_filter(kind),
            )
            due = {"pause": start - _PAUSE / 2, "start": start + _PAUSE / 2}

            def answers(shown: WalkView) -> Answers:
                if shown.step is not None and shown.step.id in due:
                    self._crew.clock.move_to(due[shown.step.id])
                return facts.answers(shown)

            self._crew.walk(self._opened, WalkKind.BAG_CHANGE, answers, self._second, received[0])

        return receive, change

    def _stock(self) -> None:
        assert self._told.stock is not None
        prepared = self._now - _PREPARED_BEFORE
        self._crew.receive(
            self._opened, self._label(self._told.stock, prepared), Place.REFRIGERATOR
        )

    def _stop(self) -> None:
        stopped = InfusionStopped(reason="occlusion alarm of the pump", adverse_reaction=False)
        bags.stop_infusion(self._crew.desk, self._opened, stopped, intent=uuid4())

    def _accept_plan(self) -> None:
        desk, wishes = self._crew.desk, planning.ward_wishes(self._crew.desk)
        assert wishes is not None
        proposal = planning.propose(desk, self._opened, wishes)
        planning.accept(desk, proposal, intent=uuid4())

    def _hand_over(self) -> None:
        begun = self._crew.clock.now() - _SHIFT
        self._note = hand_overs.sign(self._crew, NINA, self._opened, begun).note

    def review(self) -> None:
        """The charge nurse at the desk returns the note, where the story says so."""
        if self._note is not None and self._told.returned:
            reason = self._told.returned
            hand_overs.give_back(self._crew, CLARA, self._opened, self._note, reason)

    def _check(self, given: Answers) -> None:
        told_at = {"told_at": iso(self._crew.clock.now())} if "told" in given else {}
        check = Check(given={**given, **told_at})
        self._crew.walk(self._opened, WalkKind.SYMPTOM_CHECK, check.answers, self._second, None)


def label(
    protocol: Protocol, patient: Patient, kind: Kind, dose: Decimal, prepared_at: datetime
) -> BagLabel:
    """A label as a careful pharmacy prints it for this patient."""
    facts = protocol.bags[kind]
    return BagLabel(
        patient_identifier=patient.identifier,
        dose_mcg_per_day=dose,
        bag_kind=kind,
        preservative=is_preserved(protocol, kind),
        rate_ml_per_h=facts.rate.value,
        prepared_at=prepared_at,
        use_by=None,
    )


def right_filter(kind: Kind) -> Filter:
    """The filter that a careful nurse takes: none for the preserved 7-day bag."""
    return Filter.NONE if kind is Kind("7d") else Filter.IN_LINE
