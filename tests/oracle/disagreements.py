"""The inputs on which product and oracle give different answers, each told in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tests.oracle import product
from tests.oracle.comparing import differences
from tests.oracle.generate import Input
from tests.oracle.open_points import undecided
from tests.oracle.oracle import answer


def disagreements(asked: Iterable[Input]) -> Iterator[str]:
    """One text for each input that differs: the question, its facts, and both values."""
    for one in asked:
        mine = answer(one.ask, one.given)
        try:
            theirs = product.answer(one.ask, one.given)
        except product.Unanswered as refusal:
            yield f"{one.ask} {one.given}\n  refused by the product: {refusal}"
            continue
        left_open = undecided(one.ask, one.given, mine)
        found = [each for each in differences(mine, theirs) if each[0] not in left_open]
        if found:
            lines = [f"  {key}: oracle {wanted}, product {got}" for key, wanted, got in found]
            yield "\n".join([f"{one.ask} {one.given}", *lines])
