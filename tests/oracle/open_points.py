"""Keys on which neither the documents nor the contract decide: not compared, and why."""

from __future__ import annotations

from fractions import Fraction

from tests.oracle.exact import Answer, Given, number

DOSES = {
    "dexamethasone",
    "escalate_after_days",
    "escalate_dose_mcg_per_day",
    "options",
    "restart_dose_mcg_per_day",
    "stops",
}


def undecided(ask: str, given: Given, told: Answer) -> set[str]:
    """The keys that are not compared between this answer of the oracle and the product's."""
    keys: set[str] = set()
    if ask == "grade":
        # What decided it, in the product's own codes: the contract names none.
        keys.add("criteria")
    if ask == "toxicity" and told.get("action") == "discontinue-permanently":
        # "No restart keys", but whether the three days of withholding still stand is not said.
        keys.add("withhold_at_least_days")
    surface = number(given, "bsa_m2")
    if ask in {"premedication", "toxicity"} and surface is not None:
        # clinical.md refuses a BSA outside 0.1 to 3.0 m2; cases.md has no such stop here, and
        # the printed cap of 20 mg is reached above 4 m2 only.
        keys |= DOSES if surface > 3 or surface < Fraction(1, 10) else set()
    return keys
