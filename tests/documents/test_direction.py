"""What runs from right to left, and that no number is pulled into a name."""

import pytest

from nursedesk.documents.direction import as_seen, right_to_left

SARA, COHEN = "\u05e9\u05e8\u05d4", "\u05db\u05d4\u05df"
AHMAD, ALI = "\u0623\u062d\u0645\u062f", "\u0639\u0644\u064a"


@pytest.mark.parametrize(
    ("line", "turned"),
    [
        ("Ann Doe 12:00", []),
        ("", []),
        ("12:00 (2)", []),
        (f"by {SARA}", [SARA]),
        (f"by {COHEN}, {SARA} 21-Nov 15:30", [f"{COHEN}, {SARA}"]),
        (f"by {SARA} 12:00, {COHEN} 14:00 (Ann)", [SARA, COHEN]),
        (f"by {AHMAD} ({ALI}) at 5 mL/h", [f"{AHMAD} ({ALI}"]),
        (f"{SARA} \u00b7 {COHEN} \u00b7 ID 7", [SARA, COHEN]),
        (f"{SARA}; {COHEN}; ID 7", [SARA, COHEN]),
        (f"x {SARA}\u05b0 y", [f"{SARA}\u05b0"]),
        (f"{SARA} 38.5", [f"{SARA} 38.5"]),
        (f"({SARA}) 12:00, {COHEN}", [f"({SARA}) 12:00, {COHEN}"]),
    ],
)
def test_a_name_is_turned_alone_and_a_whole_line_with_its_numbers(
    line: str, turned: list[str]
) -> None:
    assert [line[start:end] for start, end in right_to_left(line)] == turned


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        (SARA, [SARA]),
        (f"{SARA} 38.5 {COHEN}", [f" {COHEN}", "38.5", f"{SARA} "]),
        (f"{SARA} 12:00, 5", ["5", ", ", "12:00", f"{SARA} "]),
        (f"{SARA} 21/11/2026-5", ["21/11/2026-5", f"{SARA} "]),
        (f"{AHMAD} \u0663\u0668.\u0665", ["\u0663\u0668.\u0665", f"{AHMAD} "]),
        ("12", ["12"]),
    ],
)
def test_numbers_keep_their_own_order(text: str, seen: list[str]) -> None:
    pieces = as_seen(text)
    assert [piece.text for piece in pieces] == seen
    assert all(text[piece.start :].startswith(piece.text) for piece in pieces)
    for piece in pieces:
        assert piece.right_to_left is not piece.text[0].isdigit()
