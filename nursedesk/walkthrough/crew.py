"""The invented people of a rehearsal, who act through the same use cases as the screens."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

from msgspec import Struct

from nursedesk.chart.session_entries import BagLabel, BagReceived, SessionOpened
from nursedesk.chart.terms import Place, Role, WalkKind, WalkOutcome
from nursedesk.clock import SetClock
from nursedesk.errors import BugError
from nursedesk.protocol.adoption import to_confirm
from nursedesk.walkthrough.answers import Answers
from nursedesk.ward import accounts, adoption, bags, clock_watch, entrance, sessions, walks
from nursedesk.ward.desk import Desk, Person
from nursedesk.ward.ports import NewAccount
from nursedesk.ward.walks import WalkView

WARD_NAME = "Ward 7 (demo)"


class Member(Struct, frozen=True, kw_only=True):
    """An invented person of a demo ward; her passphrase is no secret."""

    account: str
    name: str
    roles: tuple[Role, ...]

    @property
    def passphrase(self) -> str:
        """Long enough for a real ward, and known to everybody."""
        return f"demo ward {self.account} phrase"


CLARA = Member(account="c.weiss", name="Clara Weiss", roles=(Role.CHARGE_NURSE, Role.ADMINISTRATOR))
NINA = Member(account="n.berg", name="Nina Berg", roles=(Role.NURSE,))
TOM = Member(account="t.ruiz", name="Tom Ruiz", roles=(Role.NURSE,))
PIA = Member(account="p.holm", name="Pia Holm", roles=(Role.PHARMACIST,))
MEMBERS = (CLARA, NINA, TOM, PIA)

AnswersFor = Callable[[WalkView], Answers]


class Crew:
    """Everybody at one desk, with a clock that they move."""

    def __init__(self, desk: Desk, clock: SetClock) -> None:
        self.desk = desk
        self.clock = clock

    def found(self) -> str:
        """Clara founds the demo ward, makes the others' accounts, and adopts with Pia.

        Returns the recovery code.
        """
        founding = entrance.begin_founding(
            self.desk, WARD_NAME, CLARA.account, CLARA.name, CLARA.passphrase, demo=True
        )
        entrance.finish_founding(
            self.desk, founding, WARD_NAME, founding.recovery_code, CLARA.passphrase, demo=True
        )
        self.confirm_time()
        self._enrol(NINA)
        second = self.second(NINA)
        self._enrol(TOM, second)
        self._enrol(PIA, second)
        entrance.leave(self.desk, second)
        self._adopt()
        return founding.recovery_code

    def _adopt(self) -> None:
        """Clara and Pia, who are invented, adopt the protocol as it was delivered."""
        found, _unusable = adoption.candidates(self.desk)
        pages = frozenset(page.id for page in to_confirm(found[0].verified.protocol))
        second = self.second(PIA)
        adoption.adopt(self.desk, found[0], confirmed=(pages, pages), second=second, intent=uuid4())
        entrance.leave(self.desk, second)

    def _enrol(self, member: Member, second: Person | None = None) -> None:
        new = NewAccount(
            account=member.account,
            name=member.name,
            roles=member.roles,
            passphrase=member.passphrase,
        )
        accounts.add_account(
            self.desk, new, passphrase=CLARA.passphrase, intent=uuid4(), second=second
        )

    def sign_in(self, member: Member) -> None:
        """Somebody comes to the desk and looks whether its time is right."""
        entrance.sign_in(self.desk, member.account, member.passphrase)
        self.confirm_time()

    def confirm_time(self) -> None:
        """Whoever is at the desk finds its time right."""
        clock_watch.confirm(self.desk, self.clock.now(), intent=uuid4())

    def second(self, member: Member) -> Person:
        """Somebody signs in as second person."""
        return entrance.second_person(self.desk, member.account, member.passphrase)

    def open(self, opened: SessionOpened) -> UUID:
        """Opens a patient session at the clock's time."""
        return sessions.open_session(self.desk, opened, intent=uuid4())

    def receive(self, session: UUID, label: BagLabel, place: Place) -> UUID:
        """Receives a bag at the clock's time; returns its id."""
        body = BagReceived(
            bag=uuid4(), label=label, place=place, celsius=None, kept_before=Place.REFRIGERATOR
        )
        bags.receive(self.desk, session, body, intent=uuid4())
        return body.bag

    def walk(
        self, session: UUID, kind: WalkKind, first: AnswersFor, second: Person, bag: UUID | None
    ) -> None:
        """Walks a walk from its first step to its end; both people read the same.

        Raises:
            BugError: a step that should be settled is not.
        """
        walk = walks.begin(self.desk, session, kind, intent=uuid4(), bag=bag)
        shown = walks.view(self.desk, session, walk)
        while shown.step is not None:
            shown = self.step(shown, first(shown), second)
        walks.end(self.desk, shown, WalkOutcome.COMPLETED, intent=uuid4())

    def step(self, shown: WalkView, answers: Answers, second: Person) -> WalkView:
        """One step, entered by one or by both; it must be settled by it.

        Raises:
            BugError: the step stays.
        """
        asked = shown.step
        after = self.answer(shown, answers, second)
        if asked is not None and after.step is not None and after.step.id == asked.id:
            raise BugError(f"the step {asked.id} is not settled: {after.findings}")
        return after

    def answer(self, shown: WalkView, answers: Answers, second: Person) -> WalkView:
        """One step, entered by one or by both, whatever comes of it."""
        after = walks.answer(self.desk, shown, answers, intent=uuid4())
        if after.second:
            after = walks.answer(self.desk, after, answers, intent=uuid4(), by=second)
        return after
