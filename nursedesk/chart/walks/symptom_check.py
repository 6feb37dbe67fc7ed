"""The symptom check: vital signs, CRS, neurology, ICE or CAPD, handwriting, grade, who was told."""

from __future__ import annotations

from nursedesk.chart.terms import WalkKind
from nursedesk.chart.walk import Walk
from nursedesk.chart.walks.grade_and_told import GRADE, TOLD
from nursedesk.chart.walks.questionnaires import CAPD, DEVELOPMENT, HANDWRITING, ICE
from nursedesk.chart.walks.signs import CRS, NEUROLOGICAL, VITAL_SIGNS

SYMPTOM_CHECK = Walk(
    kind=WalkKind.SYMPTOM_CHECK,
    title="Check symptoms",
    steps=(
        VITAL_SIGNS,
        CRS,
        NEUROLOGICAL,
        DEVELOPMENT,
        ICE,
        CAPD,
        HANDWRITING,
        GRADE,
        TOLD,
    ),
)
