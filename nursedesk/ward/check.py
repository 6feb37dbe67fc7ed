"""The check before the first clinical screen: chain, hashes, and who really wrote each entry.

An author is a signature, not a column. An entry counts when its hash is signed by a session key
that its author's own signing key certified, the author's certificate was issued under this
ward's root, her enrolment entry stands before it (with a second person's signature once the ward
had two accounts), and she held the role in which she wrote.
"""

from __future__ import annotations

from uuid import UUID

from nursedesk.chart.entry import GENESIS, Entry
from nursedesk.chart.terms import kind_of
from nursedesk.chart.ward_entries import AccountAdded, SignedIn, WardCreated
from nursedesk.errors import KnownError
from nursedesk.ward.desk import Desk
from nursedesk.ward.rights import RIGHTS, WARD_KINDS, enrolment_needs_witness

_SLICE = 5_000


def check_ward(desk: Desk) -> int:
    """Checks the whole chart, oldest entry first. Returns the number of entries.

    Raises:
        KnownError: code `chart-damaged`; names the first entry that does not fit.
    """
    check, after = _Check(desk), -1
    while entries := desk.store.entries(after=after, at_most=_SLICE):
        for entry in entries:
            check.take(entry)
        after = entries[-1].header.seq
    return check.count


class _Check:
    """What is known of the chart up to an entry, and whether the next one fits."""

    def __init__(self, desk: Desk) -> None:
        self._keyring = desk.keyring
        self._root = desk.keyring.root_der()
        self._ward: UUID | None = None
        self._prev = GENESIS
        self._sessions: dict[UUID, tuple[int, bytes]] = {}
        self._accounts: dict[str, AccountAdded] = {}
        self._keys: dict[bytes, str] = {}
        self.count = 0

    def take(self, entry: Entry) -> None:
        """Checks the next entry.

        Raises:
            KnownError: it does not fit.
        """
        if not (self._linked(entry) and self._known(entry) and self._signed(entry)):
            raise KnownError(
                "chart-damaged",
                f"The chart is damaged or was altered at entry {entry.number}.",
                saved="Nothing was changed.",
                do="Do not go on with this chart: use the paper checklists and call ward IT "
                "to restore the last backup.",
                entry=entry.number,
            )
        self._prev = entry.hash
        self.count += 1

    def _linked(self, entry: Entry) -> bool:
        """Whether it follows the last entry, and the last one of its session."""
        header, body = entry.header, entry.body
        if not entry.intact() or header.prev != self._prev or header.seq != self.count:
            return False
        self._ward = self._ward or header.ward
        if header.ward != self._ward or header.kind != kind_of(body):
            return False
        if header.happened_at > header.recorded_at:
            return False
        if (header.session is None) is not (type(body) in WARD_KINDS):
            return False
        if header.session is None:
            return header.session_seq is None
        seq, prev = self._sessions.get(header.session, (-1, GENESIS))
        self._sessions[header.session] = (seq + 1, entry.hash)
        return header.session_seq == seq + 1 and header.session_prev == prev

    def _known(self, entry: Entry) -> bool:
        """Takes what a ward entry adds: its root, an account, a session key."""
        body = entry.body
        if isinstance(body, WardCreated):
            return (
                self.count == 0
                and body.root_certificate == self._root
                and body.ward == entry.header.ward
            )
        if isinstance(body, AccountAdded):
            witnessed = entry.header.witness is not None
            if enrolment_needs_witness(len(self._accounts)) and not witnessed:
                return False
            fresh = body.account not in self._accounts
            self._accounts.setdefault(body.account, body)
            return fresh and self._keyring.issued_here(body.certificate, body.account, body.roles)
        if isinstance(body, SignedIn):
            return self._certified(entry, body)
        return True

    def _certified(self, entry: Entry, body: SignedIn) -> bool:
        holder = self._accounts.get(body.account)
        if holder is None or body.account != entry.header.author:
            return False
        if body.session_key != entry.header.author_key:
            return False
        if self._keys.setdefault(body.session_key, body.account) != body.account:
            return False
        return self._keyring.session_key_certified(
            holder.certificate, entry.header.ward, body.account, body.session_key, body.certified
        )

    def _signed(self, entry: Entry) -> bool:
        """Whether author and witness signed it, in a role that the author held."""
        header = entry.header
        if self.count < _FOUNDING:
            return self._founder_signed(entry)
        holder = self._accounts.get(header.author)
        if holder is None or header.role not in holder.roles:
            return False
        if header.role not in RIGHTS[type(entry.body)]:
            return False
        if not self._by(header.author, header.author_key, entry, entry.signature):
            return False
        if header.witness is None:
            return header.witness_key is None and entry.witness_signature is None
        return header.witness != header.author and self._by(
            header.witness, header.witness_key, entry, entry.witness_signature
        )

    def _by(self, account: str, key: bytes | None, entry: Entry, signature: bytes | None) -> bool:
        if key is None or signature is None or self._keys.get(key) != account:
            return False
        return self._keyring.entry_signed(key, entry.hash, signature)

    def _founder_signed(self, entry: Entry) -> bool:
        """The founder's first two entries come before her session key is certified in the third.

        They must carry the key that the third entry certifies; `take` of the third sees to the
        certificate, this to the signature and to one key for all three.
        """
        header = entry.header
        founder = self._keys.setdefault(header.author_key, header.author)
        return founder == header.author and self._keyring.entry_signed(
            header.author_key, entry.hash, entry.signature
        )


_FOUNDING = 2  # ward-created and the founder's account-added
