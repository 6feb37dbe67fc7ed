"""The one door of the comparison to the product: a question and its facts in, its answer out."""

from __future__ import annotations

from collections.abc import Mapping

from nursedesk.protocol.cases import remembering
from nursedesk.protocol.compare import plain
from nursedesk.protocol.questions import Ask, ask
from nursedesk.protocol.reading import Misfit

PROTOCOL = "blinatumomab-us"
find = remembering()


class Unanswered(Exception):
    """The product refused the facts: one is missing, unknown or of the wrong kind."""


def answer(question: str, given: Mapping[str, object]) -> dict[str, object]:
    """The product's answer with the keys of cases.md, beside it its weakest status.

    Raises:
        Unanswered: naming the key that does not fit.
    """
    try:
        return plain(ask(find(PROTOCOL), Ask(question), given))
    except Misfit as misfit:
        raise Unanswered(str(misfit)) from misfit
