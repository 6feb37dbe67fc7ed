"""A cycle as a strip of days: what ran, what hangs, what is planned. Pure; drawn elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from nursedesk.chart.labels import KIND_WORDS
from nursedesk.chart.plan.result import Plan
from nursedesk.chart.session import PatientSession
from nursedesk.clock import hours_between
from nursedesk.protocol.terms import Kind


class When(StrEnum):
    """Whether a stretch of infusion lies behind, runs, or is planned."""

    RAN = "ran"
    RUNS = "runs"
    PLANNED = "planned"


class Stretch(Struct, frozen=True, kw_only=True):
    """One bag's time on the strip. Instants UTC; `name` and `kind` in few words.

    `dose_mcg_per_day` is told apart by shade, so that the step dose is seen. `outside_hours` and
    `new_programme` speak of its beginning.
    """

    when: When
    since: datetime
    until: datetime
    kind: Kind
    name: str
    dose_mcg_per_day: Decimal
    outside_hours: bool = False
    new_programme: bool = False

    @property
    def kind_words(self) -> str:
        """Its kind as people say it."""
        return KIND_WORDS[self.kind]

    @property
    def hours(self) -> Decimal:
        """How long it is."""
        return hours_between(self.since, self.until)


def strip(session: PatientSession, plan: Plan) -> tuple[Stretch, ...]:
    """The runs of the session's bags up to the plan's beginning, then the plan's bags, in order.

    Where the infusion stood there is a gap.
    """
    return (*_ran(session, plan), *_planned(plan))


def _ran(session: PatientSession, plan: Plan) -> Iterator[Stretch]:
    for run in session.runs:
        until = min(run.to or plan.begins, plan.begins)
        if run.since >= until:
            continue
        bag = session.bags[run.bag]
        yield Stretch(
            when=When.RAN,
            since=run.since,
            until=until,
            kind=bag.label.bag_kind,
            name=bag.name,
            dose_mcg_per_day=run.dose_mcg_per_day,
        )


def _planned(plan: Plan) -> Iterator[Stretch]:
    for bag in plan.bags:
        yield Stretch(
            when=When.RUNS if bag.hangs_already else When.PLANNED,
            since=max(bag.hung_at, plan.begins),
            until=bag.until,
            kind=bag.kind,
            name=f"plan {bag.number}",
            dose_mcg_per_day=bag.dose_mcg_per_day,
            outside_hours=bag.outside_hours,
            new_programme=bag.new_programme,
        )
