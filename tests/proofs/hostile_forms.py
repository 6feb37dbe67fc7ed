"""Use cases that are given any text, past every form: what they record, and what they refuse."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from random import Random
from uuid import uuid4

import msgspec
from msgspec import structs

from nursedesk.chart.field import Asks, Choice, Field, canonical, checked_fields
from nursedesk.chart.plan import wish_form
from nursedesk.chart.session_entries import BagDiscarded, BagLabel, BagReceived, InfusionStopped
from nursedesk.chart.terms import Place, Role, WalkOutcome
from nursedesk.walkthrough import rounds
from nursedesk.walkthrough.crew import CLARA, TOM, Crew
from nursedesk.walkthrough.demo_ward import WISHES
from nursedesk.ward import (
    accounts,
    backup,
    bags,
    drafts,
    emergency,
    mending,
    planning,
    restoring,
    sessions,
    walks,
)
from nursedesk.ward.ports import NewAccount
from nursedesk.ward.views.patient import patient_page
from nursedesk.writing import parse_day, readings
from tests.proofs import hostile
from tests.proofs.forms import Case, admitted, begin_check, planned, running

_LONGEST = 4_000  # characters of a free text (chart/terms.py); a line is shorter
_BESIDE = {"signed-in", "signed-out", "denied", "emergency-code-tried"}
_FIELDS = tuple(
    Field(name="it", prompt="It", asks=asks, choices=(Choice(value="a", words="A"),))
    if asks in (Asks.CHOICE, Asks.SEVERAL)
    else Field(name="it", prompt="It", asks=asks)
    for asks in Asks
)


class Forms:
    """One real ward with Clara at the desk, who may do everything, and Tom beside her.

    `told` are the hostile texts of the latest form, `mark` is how all was before they were typed.
    """

    def __init__(self, crew: Crew, slots: Path, elsewhere: Path, draw: Random) -> None:
        self._crew, self._desk, self._draw = crew, crew.desk, draw
        self._slots, self._elsewhere = slots, elsewhere
        self.told: list[str] = []
        self.mark = self.now()
        self._case: Case | None = None
        self._uses = 0
        self._patients = 0

    def commit(self) -> str:
        """Fills in one form and commits it; returns which. Raises what the product raises."""
        forms = [*_FORMS]
        form = self._draw.choices(forms, [_FORMS[one] for one in forms])[0]
        self.told.clear()
        self.mark = self.now()
        form(self)
        return form.__name__.strip("_")

    def recorded(self) -> list[object]:
        """What stands in the chart since the mark, but for who came and left."""
        entries = self._desk.store.entries(after=self.mark[0])
        return [one.body for one in entries if one.header.kind not in _BESIDE]

    def now(self) -> tuple[int, bytes]:
        """The chart's last entry, and the file of the ward's keys."""
        last = self._desk.store.last()
        assert last is not None
        return last.header.seq, self._slots.read_bytes()

    # What forms are made of.

    def _text(self, longest: int = 10_000) -> str:
        text = hostile.text(self._draw, longest)
        self.told.append(text)
        self.mark = self.now()
        return text

    @property
    def _open(self) -> Case:
        """A patient with bags and a running infusion; a new one after a while."""
        if self._case is None or self._uses > 30:
            self._patients += 1
            self._case, self._uses = admitted(self._crew, CLARA, TOM, self._patients), 0
            running(self._case)
        self._uses += 1
        return self._case

    # The forms.

    def _open_session(self) -> None:
        opened = self._desk.session(self._open.session).opened
        patient, field = opened.patient, self._draw.choice(("family", "given", "identifier"))
        self._patients += 1
        patient = structs.replace(patient, identifier=f"P-{self._patients}")
        if self._draw.random() < 0.6:
            patient = structs.replace(patient, **{field: self._text()})
            opened = structs.replace(opened, patient=patient)
        else:
            field = self._draw.choice(("ordered_by", "bed"))
            opened = structs.replace(opened, patient=patient, **{field: self._text()})
        session = sessions.open_session(self._desk, opened, intent=uuid4())
        patient_page(self._desk, session)

    def _label(self) -> None:
        case = self._open
        made = structs.replace(case.label, patient_identifier=self._text())
        bags.receive(self._desk, case.session, _received(made), intent=uuid4())
        patient_page(self._desk, case.session)

    def _numbers(self) -> None:
        """As a label's reader types them; what is a number is recorded."""
        case, typed = self._open, hostile.number(self._draw)
        dose = Decimal(canonical(_FIELDS[list(Asks).index(Asks.NUMBER)], typed))
        made = structs.replace(case.label, dose_mcg_per_day=dose)
        bags.receive(self._desk, case.session, _received(made), intent=uuid4())

    def _discard(self) -> None:
        case = self._open
        bag, _label = rounds.receive(self._crew, case.session, case.patient, case.label.bag_kind)
        bags.discard(
            self._desk,
            case.session,
            BagDiscarded(bag=bag, reason=self._text()),
            intent=uuid4(),
        )
        patient_page(self._desk, case.session)

    def _stop(self) -> None:
        case = self._open
        body = InfusionStopped(reason=self._text(), adverse_reaction=False)
        self._case = None  # it may have stopped
        bags.stop_infusion(self._desk, case.session, body, intent=uuid4())

    def _answers(self) -> None:
        """Any answer to a walk's step, and to what it does not ask."""
        case = self._open
        shown = begin_check(case)
        self.mark = self.now()
        assert shown.step is not None
        asked = {field.name: self._typed() for field in shown.step.fields}
        if self._draw.random() < 0.3:
            asked[hostile.text(self._draw, 300)] = "1"
        walks.answer(self._desk, shown, asked, intent=uuid4())

    def _typed(self) -> str:
        return self._draw.choice(("yes", "no", "37", hostile.text(self._draw, 300)))

    def _leave(self) -> None:
        shown = begin_check(self._open)
        walks.end(self._desk, shown, WalkOutcome.ABANDONED, intent=uuid4(), reason=self._text())

    def _withdraw(self) -> None:
        case = self._open
        planned(case)
        seen = self._desk.session(case.session).seq
        planning.withdraw(self._desk, case.session, self._text(), seen=seen, intent=uuid4())

    def _wishes(self) -> None:
        """The ward's wishes as somebody types them."""
        answers = wish_form.answers_of(WISHES)
        for name in self._draw.sample(sorted(answers), 2):
            answers[name] = hostile.text(self._draw, 300)
        given = checked_fields(wish_form.OF_THE_WARD, answers, "Wishes")
        planning.set_wishes(self._desk, wish_form.ward_wishes(given), intent=uuid4())

    def _account(self) -> None:
        """A name or an account of any sort; keys that open are made for none that is refused."""
        name, account = "Ann Doe", f"a{self._draw.randrange(10**8)}"
        if self._draw.random() < 0.5:
            name = self._text()
        else:
            account = self._text()
        new = NewAccount(account=account, name=name, roles=(Role.NURSE,), passphrase="x" * 20)
        second = self._desk.second or self._crew.second(TOM)
        accounts.add_account(
            self._desk, new, passphrase=CLARA.passphrase, intent=uuid4(), second=second
        )

    def _places(self) -> None:
        mending.choose_places(self._desk, [self._path()], reason="proof", intent=uuid4())

    def _path(self) -> str:
        """A path of which no part leads out of the proof's own folder, which may run as root."""
        name = self._text().replace("/", "_").replace("..", "_")
        self.told[-1] = f"{self._elsewhere / 'x'}"[:-1] + name
        return self.told[-1]

    def _backup_place(self) -> None:
        backup.choose_place(self._desk, self._path(), intent=uuid4())

    def _restore(self) -> None:
        restoring.listed(self._desk, self._path())

    def _export(self) -> None:
        path = Path(self._path())
        self._desk.files.write(path, b"x")
        assert path.read_bytes() == b"x"
        path.unlink()

    def _reason(self) -> None:
        """Why safety copies begin anew."""
        mending.choose_places(self._desk, [], reason=self._text(), intent=uuid4())

    def _emergency_name(self) -> None:
        emergency.open_by_code(self._desk, "no such code", self._text())

    def _half_filled(self) -> None:
        """What stood on a screen when the window locked comes back as it was, or not at all."""
        typed = {"it": self._text(), "other": None}
        drafts.keep(self._desk, drafts.Half(account=CLARA.account, place="here", values=typed))
        kept = drafts.find(self._desk, "here")
        assert kept is not None
        assert kept.values in (typed, {"other": None}), "a half-filled form came back otherwise"
        self.told.clear()

    def _field(self) -> None:
        """Any text typed into any question: no answer, or one that stays as it is."""
        field, typed = self._draw.choice(_FIELDS), hostile.text(self._draw)
        text = canonical(field, typed)
        assert canonical(field, text) == text, f"{text!a} is understood otherwise"

    def _time(self) -> None:
        """Any text typed as a day or a time: understood, or said to be none."""
        typed = hostile.text(self._draw, 300)
        for parse in (parse_day, lambda text: readings(text, self._crew.clock.zone)):
            with suppress(ValueError):  # the field says it below itself
                parse(typed)


def _received(label: BagLabel) -> BagReceived:
    return BagReceived(
        bag=uuid4(), label=label, place=Place.ROOM, celsius=None, kept_before=Place.REFRIGERATOR
    )


def wrong_with(bodies: list[object], told: list[str]) -> Iterator[str]:
    """What is wrong with what was recorded of these texts: each must stand there as it was told."""
    stand = [text for body in bodies for text in _texts(msgspec.to_builtins(body))]
    for text in stand:
        odd = hostile.unfit(text)
        if odd or len(text) > _LONGEST:
            yield f"recorded: {odd or len(text)} in {text[:60]!a}"
    for text in told if bodies else ():
        if (
            not {text, text.strip()} & set(stand)
            and unicodedata.normalize("NFC", text) not in stand
        ):
            yield f"recorded otherwise than told: {text[:60]!a}"


def _texts(told: object) -> Iterator[str]:
    if isinstance(told, str):
        yield told
    elif isinstance(told, dict):
        for key, value in told.items():
            yield from (*_texts(key), *_texts(value))
    elif isinstance(told, list | tuple):
        for value in told:
            yield from _texts(value)


_FORMS: dict[Callable[[Forms], None], float] = {
    Forms._open_session: 10,
    Forms._label: 6,
    Forms._numbers: 4,
    Forms._discard: 6,
    Forms._stop: 2,
    Forms._answers: 6,
    Forms._leave: 4,
    Forms._withdraw: 1,
    Forms._wishes: 3,
    Forms._account: 2,
    Forms._places: 1,
    Forms._backup_place: 1,
    Forms._restore: 2,
    Forms._export: 3,
    Forms._reason: 1,
    Forms._emergency_name: 3,
    Forms._half_filled: 4,
    Forms._field: 20,
    Forms._time: 10,
}
