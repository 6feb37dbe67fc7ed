"""Design tokens: the colours, type sizes and spaces of every screen, for day and for night.

Nothing here draws. `theme.py` turns tokens into a palette and a style sheet; widgets that paint
themselves take their colours from here too, so that a colour stands in one place only.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

# Space, in device independent pixels: a scale of 4.
TIGHT, SMALL, MEDIUM, LARGE, WIDE = 4, 8, 12, 20, 32
RADIUS = 8
TARGET = 48  # the least height of anything to touch or click
FIELD_WIDTH = 340
READING_WIDTH = 720  # the longest comfortable line of text

# Type, in device independent pixels.
TEXT, NOTE, PROMPT, VALUE, TITLE, QUESTION, BIG = 16, 15, 18, 24, 26, 30, 36


class State(StrEnum):
    """How something stands (the codes of `chart.due_item`); each has its own shape and colour."""

    OVERDUE = "overdue"
    STOPPED = "stopped"
    DUE_SOON = "due-soon"
    DISCARD = "discard"
    ASK_PHARMACY = "ask-pharmacy"
    ON_TIME = "on-time"
    NOT_SET = "not-set"


class Tint(Struct, frozen=True, kw_only=True):
    """One meaning's colours: `ink` to write and draw with, `wash` to lie behind it."""

    ink: str
    wash: str


class Tokens(Struct, frozen=True, kw_only=True):
    """The colours of one theme."""

    name: str
    ground: str  # behind everything
    surface: str  # cards and fields
    sunken: str  # quiet panels
    line: str  # hairlines between things
    edge: str  # the outline of a control
    ink: str  # clinical values and ordinary text
    soft: str  # secondary text
    accent: str  # the one action that is meant
    on_accent: str
    accent_wash: str
    disabled: str
    focus: str
    bar: str  # the bar on top of the window
    on_bar: str
    on_bar_soft: str
    demo: str
    on_demo: str
    states: dict[State, Tint]
    people: tuple[str, ...]  # an account's own colour, behind `on_people`
    on_people: str

    def tint(self, state: State) -> Tint:
        """The colours of a state."""
        return self.states[state]


LIGHT = Tokens(
    name="light",
    ground="#edf1f0",
    surface="#ffffff",
    sunken="#e3eae9",
    line="#cfd9d8",
    edge="#6f8387",
    ink="#10242b",
    soft="#41575e",
    accent="#0b5568",
    on_accent="#ffffff",
    accent_wash="#dcecef",
    disabled="#586b70",
    focus="#c2410c",
    bar="#12323c",
    on_bar="#ffffff",
    on_bar_soft="#c4d6da",
    demo="#ffd24a",
    on_demo="#3a2600",
    states={
        State.ON_TIME: Tint(ink="#0f5132", wash="#dcefe3"),
        State.DUE_SOON: Tint(ink="#6b3f00", wash="#fdeec7"),
        State.OVERDUE: Tint(ink="#8c1414", wash="#fbe0dc"),
        State.STOPPED: Tint(ink="#5b2182", wash="#efe2f7"),
        State.ASK_PHARMACY: Tint(ink="#0f4277", wash="#dfeaf8"),
        State.DISCARD: Tint(ink="#8c1414", wash="#fbe0dc"),
        State.NOT_SET: Tint(ink="#344a50", wash="#e3eae9"),
    },
    people=(
        "#0b5568",
        "#7a2e63",
        "#3f4aa0",
        "#8a3b12",
        "#2f6131",
        "#6a3fa0",
        "#94243a",
        "#4d5a12",
    ),
    on_people="#ffffff",
)

NIGHT = Tokens(
    name="night",
    ground="#0c1417",
    surface="#152126",
    sunken="#101a1e",
    line="#2b3a40",
    edge="#71878e",
    ink="#e9f0f1",
    soft="#afc0c5",
    accent="#7fd0e0",
    on_accent="#04222a",
    accent_wash="#17363e",
    disabled="#8b9da2",
    focus="#ffb454",
    bar="#071013",
    on_bar="#e9f0f1",
    on_bar_soft="#afc0c5",
    demo="#5a4300",
    on_demo="#ffe9b0",
    states={
        State.ON_TIME: Tint(ink="#a3e0bd", wash="#12301f"),
        State.DUE_SOON: Tint(ink="#ffd98a", wash="#3a2b08"),
        State.OVERDUE: Tint(ink="#ffb9b0", wash="#4a1916"),
        State.STOPPED: Tint(ink="#e0c2f7", wash="#341f45"),
        State.ASK_PHARMACY: Tint(ink="#b3d3fb", wash="#16304f"),
        State.DISCARD: Tint(ink="#ffb9b0", wash="#4a1916"),
        State.NOT_SET: Tint(ink="#b9c8cc", wash="#1b292e"),
    },
    people=(
        "#7fd0e0",
        "#eba7d3",
        "#b3bcff",
        "#f5b48d",
        "#a5d8a3",
        "#d2b3f7",
        "#f7a9b5",
        "#cfdb86",
    ),
    on_people="#0c1417",
)


PEOPLE = 8  # how many colours there are for accounts


def person_place(account: str, *, beside: str = "") -> int:
    """Which of `people` an account has; never that of the account `beside` it."""
    place = _place(account)
    if beside and beside != account and place == _place(beside):
        place = (place + 1) % PEOPLE
    return place


def _place(account: str) -> int:
    return sum((i + 1) * ord(letter) for i, letter in enumerate(account)) % PEOPLE


def contrast(one: str, other: str) -> float:
    """The WCAG contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
