"""The bag change: who, signs, the new bag read blind by two, line, pause, pump, start, next."""

from __future__ import annotations

from nursedesk.chart.terms import WalkKind
from nursedesk.chart.walk import Walk
from nursedesk.chart.walks.after_start import NEXT, OLD_BAG
from nursedesk.chart.walks.line_and_pump import LINE, PUMP
from nursedesk.chart.walks.new_bag import LOOKS, NEW_BAG
from nursedesk.chart.walks.pause_and_start import PAUSE, START
from nursedesk.chart.walks.who_and_signs import PATIENT, SYMPTOMS_BEFORE

BAG_CHANGE = Walk(
    kind=WalkKind.BAG_CHANGE,
    title="Change the bag",
    steps=(
        PATIENT,
        SYMPTOMS_BEFORE,
        NEW_BAG,
        LOOKS,
        LINE,
        PAUSE,
        PUMP,
        START,
        OLD_BAG,
        NEXT,
    ),
)
