"""T16's notes, some more of them, and that markup which is interpreted would be seen."""

from __future__ import annotations

from random import Random

import pytest

from nursedesk.documents import fonts
from nursedesk.documents.pdf_documents import PdfDocuments
from tests.documents.notes import VIENNA, note, row
from tests.proofs.hostile_notes import missing, shown_by, trial

TRIALS = 60


def failures(trials: int) -> list[str]:
    draw = Random(20250505)
    return [f"{number}: {wrong}" for number in range(trials) if (wrong := trial(draw))]


def test_a_hostile_text_is_shown_and_signed_as_what_it_is() -> None:
    assert failures(TRIALS) == []


def test_markup_that_is_interpreted_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sabotage: what people typed is given to ReportLab as markup."""
    monkeypatch.setattr(fonts, "escape", lambda text: text)
    content = note(row("Concern", "<b>bold</b> &amp; more"))
    shown = shown_by(PdfDocuments(VIENNA).render(content))
    assert missing("<b>bold</b>", shown)
