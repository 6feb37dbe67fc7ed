"""What the label says to a grade that a clinician stated, in a sentence with its sources.

The sources do not name their scale. A CTCAE grade is put to the question `toxicity`, which is
NurseDesk's own reading and said so; an ASTCT grade never is.
"""

from __future__ import annotations

from decimal import Decimal

from nursedesk.chart.cycle import TOLERANCE_MCG, dose_on, infusion_day
from nursedesk.chart.dosing import dose, rounded
from nursedesk.chart.finding import Finding, Level
from nursedesk.chart.infusion import infused_hours
from nursedesk.chart.walk import Context
from nursedesk.protocol.care_terms import Action, ToxicityEvent, ToxicityStop
from nursedesk.protocol.terms import Status
from nursedesk.protocol.toxicity import ToxicityAnswer, ToxicityGiven, toxicity
from nursedesk.writing import amount

_EVENTS = {"crs": ToxicityEvent.CRS, "neurological": ToxicityEvent.NEUROLOGICAL}
_GRADES = range(1, 5)  # the question's own: 1 to 4
_ACTIONS = {
    Action.NONE_STATED: "no action",
    Action.INTERRUPT: "interrupt the infusion",
    Action.WITHHOLD: "withhold the infusion",
    Action.CONSIDER_DISCONTINUING: "consider discontinuing permanently",
    Action.DISCONTINUE_PERMANENTLY: "discontinue permanently",
}
_LACKS = {
    ToxicityStop.BSA_MISSING: "doses by body surface need the body surface",
    ToxicityStop.AT_LOW_DOSE_MISSING: "whether it happened at the low dose is not known",
}


def label_action(context: Context, event: str, scale_words: str, grade: int) -> Finding | None:
    """What the label says to this grade; None for a grade that the question does not know."""
    if grade not in _GRADES:
        return None
    answer = _ask(context, _EVENTS[event], grade, at_low_dose=_at_low_dose(context))
    if answer.action is None:
        return None
    sentence = (
        f"For grade {grade} the label says: {_ACTIONS[answer.action]}{_details(answer)}. The label "
        f"does not name its scale; {scale_words} is taken for it. The prescriber decides."
    )
    return Finding(
        level=Level.NOTE if answer.action is Action.NONE_STATED else Level.WARN,
        code=f"label-says-{answer.action.value}",
        sentence=sentence,
        citations=answer.citations,
        status=Status.weakest((answer.status, Status.DECISION)),
    )


def _ask(
    context: Context, event: ToxicityEvent, grade: int, *, at_low_dose: bool | None
) -> ToxicityAnswer:
    opened = context.session.opened
    infused = infused_hours(context.session.runs, context.now)
    stated = dose_on(context.session, context.protocol, infusion_day(infused), context.now)
    return toxicity(
        context.protocol,
        ToxicityGiven(
            weight_kg=opened.weight_kg,
            bsa_m2=opened.bsa_m2 or stated.bsa_m2,
            event=event,
            grade=grade,
            at_low_dose=at_low_dose,
        ),
    )


def _at_low_dose(context: Context) -> bool | None:
    """Whether the last dose that ran is the low one; None when nothing ran or it is not known."""
    runs = context.session.runs
    low = _low_dose(context)
    if not runs or low is None:
        return None
    return runs[-1].dose_mcg_per_day <= low + TOLERANCE_MCG


def _low_dose(context: Context) -> Decimal | None:
    """The low dose of this patient: that of a restart after CRS of grade 3."""
    severe = 3
    return _ask(context, ToxicityEvent.CRS, severe, at_low_dose=None).restart_dose_mcg_per_day


def _details(answer: ToxicityAnswer) -> str:
    parts = []
    if answer.dexamethasone is not None:
        course = answer.dexamethasone
        parts.append(
            f"dexamethasone {rounded(course.dose_mg, 'mg')} every "
            f"{amount(course.every_hours, 'h')} for up to {amount(course.up_to_days, 'days')}, "
            f"then taper over {amount(course.taper_days, 'days')}"
        )
    if answer.withhold_at_least_days is not None:
        parts.append(f"for at least {amount(answer.withhold_at_least_days, 'days')}")
    ends = answer.action is Action.DISCONTINUE_PERMANENTLY
    if answer.max_days_to_resolve is not None and not ends:
        longest = amount(answer.max_days_to_resolve, "days")
        parts.append(f"permanently if it takes more than {longest} to resolve")
    if answer.restart_dose_mcg_per_day is not None:
        parts.append(f"restart at {dose(answer.restart_dose_mcg_per_day)} after it has resolved")
    parts += [_LACKS[stop] for stop in answer.stops if stop in _LACKS]
    return "".join(f"; {part}" for part in parts)
