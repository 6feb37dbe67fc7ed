"""The ward's settings as questions and answers, so that every screen asks them in the same words.

Every question may stay empty: then nothing is set, and NurseDesk's usual holds where there is one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from nursedesk.chart.field import Asks, Choice, Field
from nursedesk.chart.ward_settings import (
    LONGEST_CHECK_HOURS,
    LONGEST_DENSE_HOURS,
    MOST_OTHERS,
    SHORTEST_CHECK_HOURS,
    USUAL_IDLE_MINUTES,
    USUAL_SOUND,
    USUAL_TELL_AFTER_MINUTES,
    CheckIntervals,
    SoundFor,
    Telephone,
    WardSettings,
)
from nursedesk.errors import KnownError
from nursedesk.writing import number

_USUAL = "usual"
_DIGITS = re.compile(r"\d")
_SOUND_WORDS = {
    SoundFor.SOON_AND_OVERDUE: "What is due soon and what is overdue",
    SoundFor.OVERDUE: "Only what is overdue",
    SoundFor.NOTHING: "Nothing",
}

CHECK_HOURS = Field(
    name="check_hours",
    prompt="Symptoms are checked every",
    asks=Asks.NUMBER,
    unit="h",
    optional=True,
    help="Empty: no check is ever due. No source states an interval: the ward decides.",
)
DENSE_HOURS = Field(
    name="dense_hours",
    prompt="More often after the first start, a dose step or a restart: every",
    asks=Asks.NUMBER,
    unit="h",
    optional=True,
    help="A suggestion of NurseDesk; empty: no difference.",
)
DENSE_FOR = Field(
    name="dense_for_hours",
    prompt="For how long more often",
    asks=Asks.NUMBER,
    unit="h",
    optional=True,
)
TELL_AFTER = Field(
    name="tell_after_minutes",
    prompt="The charge nurse is told of what is overdue for longer than",
    asks=Asks.WHOLE,
    unit="min",
    optional=True,
    help=f"5 to 240. Empty: NurseDesk's usual, {USUAL_TELL_AFTER_MINUTES} min.",
)
SOUND = Field(
    name="sound",
    prompt="What does the due signal sound for?",
    asks=Asks.CHOICE,
    optional=True,
    choices=(
        *(Choice(value=one, words=words) for one, words in _SOUND_WORDS.items()),
        Choice(value=_USUAL, words="NurseDesk's usual"),
    ),
    help=f"NurseDesk's usual: {_SOUND_WORDS[USUAL_SOUND].lower()}.",
)
IDLE = Field(
    name="idle_minutes",
    prompt="The window locks without use after",
    asks=Asks.WHOLE,
    unit="min",
    optional=True,
    help=f"1 to 10. Empty: NurseDesk's usual, {USUAL_IDLE_MINUTES} min.",
)


def _number(name: str, prompt: str) -> Field:
    return Field(name=name, prompt=prompt, asks=Asks.LINE, optional=True)


PHARMACY = _number("pharmacy", "Pharmacy's telephone number")
PRESCRIBER = _number("prescriber", "On-call prescriber's telephone number")
OTHERS = tuple(
    field
    for place in range(1, MOST_OTHERS + 1)
    for field in (
        _number(f"other_{place}", f"Somebody else to call ({place} of {MOST_OTHERS})"),
        _number(
            f"other_{place}_number", f"Number of this person or place ({place} of {MOST_OTHERS})"
        ),
    )
)
TELEPHONES = (PHARMACY, PRESCRIBER, *OTHERS)
CHECKS = (CHECK_HOURS, DENSE_HOURS, DENSE_FOR)
SIGNALS = (SOUND, TELL_AFTER)
LOCK = (IDLE,)


WHOM_TO_CALL, SYMPTOM_CHECKS = "Whom to call", "Symptom checks"
WHEN_DUE, LOCKING = "When something is due", "Lock"


def facts_of(settings: WardSettings) -> dict[str, list[tuple[str, str]]]:
    """What holds, for whoever only reads: by part, the question and the ward's or usual answer."""
    checks = settings.checks
    return {
        WHOM_TO_CALL: [(one.who, one.number) for one in settings.telephones],
        SYMPTOM_CHECKS: [("Interval", checks.words if checks else "not set: no check is ever due")],
        WHEN_DUE: [
            ("The signal sounds for", _or_usual(settings.sound, _SOUND_WORDS[settings.sounds_for])),
            (
                "The charge nurse is told of what is overdue for longer than",
                _or_usual(settings.tell_after_minutes, f"{settings.tells_after} min"),
            ),
        ],
        LOCKING: [
            (
                "The window locks without use after",
                _or_usual(settings.idle_minutes, f"{settings.locks_after} min"),
            )
        ],
    }


def _or_usual(given: object, words: str) -> str:
    return words if given is not None else f"{words} (NurseDesk's usual)"


def answers_of(settings: WardSettings) -> dict[str, str]:
    """The settings as they would be typed and chosen, by field; what is empty is left out."""
    checks = settings.checks
    answers = {
        "check_hours": _typed(checks.usual_hours if checks else None),
        "dense_hours": _typed(checks.dense_hours if checks else None),
        "dense_for_hours": _typed(checks.dense_for_hours if checks else None),
        "tell_after_minutes": str(settings.tell_after_minutes or ""),
        "sound": str(settings.sound or ""),
        "idle_minutes": str(settings.idle_minutes or ""),
        "pharmacy": settings.pharmacy or "",
        "prescriber": settings.prescriber or "",
    }
    for place, one in enumerate(settings.others, 1):
        answers |= {f"other_{place}": one.who, f"other_{place}_number": one.number}
    return {name: text for name, text in answers.items() if text}


def settings_of(answers: Mapping[str, str]) -> WardSettings:
    """The ward's settings from the answers.

    Raises:
        KnownError: an answer cannot be; its fact `field` names the question.
    """
    sound = answers.get("sound", _USUAL)
    return WardSettings(
        checks=_checks(answers),
        idle_minutes=_whole(IDLE, answers, 1, 10),
        sound=None if sound == _USUAL else SoundFor(sound),
        tell_after_minutes=_whole(TELL_AFTER, answers, 5, 240),
        pharmacy=_dialled("pharmacy", answers),
        prescriber=_dialled("prescriber", answers),
        others=tuple(_others(answers)),
    )


def _typed(value: Decimal | None) -> str:
    return "" if value is None else number(value)


def _checks(answers: Mapping[str, str]) -> CheckIntervals | None:
    usual = _hours(CHECK_HOURS, answers, LONGEST_CHECK_HOURS)
    dense = _hours(DENSE_HOURS, answers, LONGEST_CHECK_HOURS)
    lasts = _hours(DENSE_FOR, answers, LONGEST_DENSE_HOURS)
    if usual is None:
        if dense is not None or lasts is not None:
            raise _misread("check_hours", "A denser interval needs the usual one.")
        return None
    if dense is not None and dense >= usual:
        raise _misread("dense_hours", "This is no shorter than the usual interval.")
    if dense is not None and lasts is None:
        raise _misread("dense_for_hours", "Say for how long the denser interval holds.")
    if dense is None and lasts is not None:
        raise _misread("dense_hours", "Say how often for that long.")
    return CheckIntervals(usual_hours=usual, dense_hours=dense, dense_for_hours=lasts)


def _others(answers: Mapping[str, str]) -> list[Telephone]:
    found = []
    for place in range(1, MOST_OTHERS + 1):
        who, name = answers.get(f"other_{place}"), f"other_{place}_number"
        dialled = _dialled(name, answers)
        if who is None and dialled is not None:
            raise _misread(f"other_{place}", "Say whose number this is.")
        if who is not None:
            if dialled is None:
                raise _misread(name, f"Type the number of {who}.")
            found.append(Telephone(who=who, number=dialled))
    return found


def _hours(field: Field, answers: Mapping[str, str], most: Decimal) -> Decimal | None:
    if field.name not in answers:
        return None
    hours = Decimal(answers[field.name])
    if not SHORTEST_CHECK_HOURS <= hours <= most:
        least = number(SHORTEST_CHECK_HOURS)
        raise _misread(field.name, f"Between {least} h and {number(most)} h.")
    return hours


def _whole(field: Field, answers: Mapping[str, str], least: int, most: int) -> int | None:
    if field.name not in answers:
        return None
    value = int(Decimal(answers[field.name]))
    if not least <= value <= most:
        raise _misread(field.name, f"Between {least} and {most} min.")
    return value


def _dialled(name: str, answers: Mapping[str, str]) -> str | None:
    typed = answers.get(name)
    if typed is not None and _DIGITS.search(typed) is None:
        raise _misread(name, "A telephone number has digits.")
    return typed


def _misread(name: str, sentence: str) -> KnownError:
    return KnownError("setting-not-understood", sentence, do="Correct it, then save.", field=name)
