"""Contrast is computed from the tokens: 7:1 for clinical values, 4.5:1 for the rest."""

from __future__ import annotations

import pytest

from nursedesk.ui import tokens
from nursedesk.ui.tokens import LIGHT, NIGHT, State, Tokens, contrast


@pytest.mark.parametrize("theme", [LIGHT, NIGHT], ids=lambda theme: theme.name)
@pytest.mark.parametrize("ground", ["ground", "surface", "sunken", "accent_wash"])
def test_text_can_be_read_on_every_ground(theme: Tokens, ground: str) -> None:
    behind = getattr(theme, ground)
    assert contrast(theme.ink, behind) >= 7
    assert contrast(theme.soft, behind) >= 4.5
    assert contrast(theme.accent, behind) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, NIGHT], ids=lambda theme: theme.name)
@pytest.mark.parametrize("state", list(State))
def test_a_state_is_read_at_seven_to_one(theme: Tokens, state: State) -> None:
    tint = theme.tint(state)
    for behind in (tint.wash, theme.surface, theme.ground, theme.sunken):
        assert contrast(tint.ink, behind) >= 7
    assert contrast(theme.ink, tint.wash) >= 7
    assert contrast(theme.soft, tint.wash) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, NIGHT], ids=lambda theme: theme.name)
def test_controls_and_people_can_be_read(theme: Tokens) -> None:
    assert contrast(theme.on_accent, theme.accent) >= 7
    assert contrast(theme.on_bar, theme.bar) >= 7
    assert contrast(theme.on_bar_soft, theme.bar) >= 4.5
    assert contrast(theme.on_demo, theme.demo) >= 7
    for colour in theme.people:
        assert contrast(theme.on_people, colour) >= 4.5
    for behind in (theme.surface, theme.ground):
        assert contrast(theme.edge, behind) >= 3
        assert contrast(theme.focus, behind) >= 3
        assert contrast(theme.disabled, behind) >= 4.5


def test_two_people_side_by_side_never_share_a_colour() -> None:
    names = ["nina", "tom", "clara", "anna.b", "zoe-1", "ole", "mia", "abc", "cba", "bca"]
    for one in names:
        for other in names:
            if one != other:
                assert tokens.person_place(other, beside=one) != tokens.person_place(one)


def test_there_is_a_colour_for_each_place() -> None:
    assert {len(theme.people) for theme in (LIGHT, NIGHT)} == {tokens.PEOPLE}
