"""Who really wrote an entry: an author is a signature, not a column.

An entry counts when its hash is signed by a session key that its author's own signing key
certified, the author's certificate was issued under this ward's root, her enrolment entry stands
before it (with a second person's signature once the ward had two accounts), and she held the role
in which she wrote.
"""

from __future__ import annotations

from uuid import UUID

from nursedesk.chart.emergency_entries import BY_CODE, EmergencyViewed
from nursedesk.chart.entry import Entry
from nursedesk.chart.key_entries import AdministratorRecovered
from nursedesk.chart.record_entries import RecordChecked
from nursedesk.chart.ward_entries import ProtocolAdopted, SignedIn, WardCreated
from nursedesk.ward import check_keys
from nursedesk.ward.ports import Keyring
from nursedesk.ward.rights import PASSING_KINDS, RIGHTS, may_adopt
from nursedesk.ward.standing import Standing

_TWO = 2
_FOUNDING = 2  # ward-created and the founder's account-added
# Nothing hangs on them but themselves: before the first screen their signatures may wait.
# A check of the record is none of them: what it read is not read again.
_WEIGHTLESS = PASSING_KINDS - {SignedIn, RecordChecked}


class Authorship:
    """What is known of the ward's people up to an entry, and whether the next one is genuine.

    `every`: every signature is checked at once. Else those of weightless entries are left out, and
    a sign-in's are checked when an entry that counts relies on it. Of entries `proven_upto` a ward
    counter the session keys' signatures were checked before.
    """

    def __init__(self, keyring: Keyring, *, every: bool, proven_upto: int = -1) -> None:
        self._keyring = keyring
        self._root = keyring.root_der()
        self._every = every
        self._proven_upto = proven_upto
        self._keys = Standing()
        self._founding_key = b""
        self._unproven: dict[bytes, tuple[Entry, bytes]] = {}
        self._adopted: set[str] = set()
        self._stands_under: dict[UUID, str | None] = {}

    def genuine(self, entry: Entry) -> bool:
        """Whether the entry is its author's and within her rights; if so, it is taken as known."""
        fits = (
            self._founded(entry)
            and check_keys.fits(entry, self._keys, self._keyring)
            and self._came(entry)
            and self._signed(entry)
            and self._under_its_protocol(entry)
        )
        if fits:
            self._keys.take(entry)
        return fits

    def stands_under(self, session: UUID, protocol_sha256: str | None) -> None:
        """A session that is not told from its opening on stands under this protocol."""
        self._stands_under[session] = protocol_sha256

    def _founded(self, entry: Entry) -> bool:
        """Whether a ward begins as a ward does: its root, its founder, who then signs in."""
        body, seq = entry.body, entry.header.seq
        if isinstance(body, WardCreated):
            rooted = body.root_certificate == self._root and body.ward == entry.header.ward
            return seq == 0 and rooted
        if seq == _FOUNDING:
            return isinstance(body, SignedIn) and body.session_key == self._founding_key
        return seq > 0

    def _came(self, entry: Entry) -> bool:
        """Of a sign-in: whether it is of somebody who belongs here, with a key of her own."""
        body = entry.body
        if not isinstance(body, SignedIn):
            return True
        holder = self._keys.accounts.get(body.account)
        if holder is None or body.account != entry.header.author:
            return False
        if body.session_key != entry.header.author_key:
            return False
        if self._keys.session_keys.get(body.session_key, body.account) != body.account:
            return False
        self._unproven[body.session_key] = entry, holder.certificate
        if entry.header.seq <= self._proven_upto:
            del self._unproven[body.session_key]
        return not self._every or self._proven(body.session_key)

    def _proven(self, key: bytes) -> bool:
        """Whether a sign-in's key was certified by its person, and signed the sign-in."""
        if key not in self._unproven:
            return True
        entry, certificate = self._unproven[key]
        body = entry.body
        proven = (
            isinstance(body, SignedIn)
            and self._keyring.session_key_certified(
                certificate, entry.header.ward, body.account, key, body.certified
            )
            and self._keyring.entry_signed(key, entry.hash, entry.signature)
        )
        if proven:
            del self._unproven[key]
        return proven

    def _signed(self, entry: Entry) -> bool:
        """Whether author and witness signed it, in a role that the author held."""
        header = entry.header
        if header.seq < _FOUNDING or header.author == BY_CODE:
            return self._outside_signed(entry)
        holder = self._keys.accounts.get(header.author) or _comes_with(entry)
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
        if key is None or signature is None:
            return False
        if isinstance(entry.body, AdministratorRecovered):  # `check_keys` looked at her key
            return self._keyring.entry_signed(key, entry.hash, signature)
        if isinstance(entry.body, SignedIn):
            return account == entry.body.account  # `_came` looked, or will when it is relied on
        if self._keys.session_keys.get(key) != account:
            return False
        waits = not self._every and type(entry.body) in _WEIGHTLESS
        if waits or entry.header.seq <= self._proven_upto:
            return True
        return self._proven(key) and self._keyring.entry_signed(key, entry.hash, signature)

    def _outside_signed(self, entry: Entry) -> bool:
        """Whether it is signed by who has no account: the founder at first, the emergency code."""
        code = entry.header.author == BY_CODE
        return self._code_signed(entry) if code else self._founder_signed(entry)

    def _code_signed(self, entry: Entry) -> bool:
        """Whether the emergency sheet's code signed it; all that this may tell is its own use."""
        header, body, sheet = entry.header, entry.body, self._keys.sheet
        return (
            isinstance(body, EmergencyViewed)
            and body.account is None
            and header.witness is None
            and sheet is not None
            and header.author_key == sheet.signing_key
            and self._keyring.entry_signed(sheet.signing_key, entry.hash, entry.signature)
        )

    def _founder_signed(self, entry: Entry) -> bool:
        """The founder's first two entries come before her session key is certified in the third.

        They must carry the key that the third entry certifies: `_founded` sees to that.
        """
        self._founding_key = self._founding_key or entry.header.author_key
        return entry.header.author_key == self._founding_key and self._keyring.entry_signed(
            self._founding_key, entry.hash, entry.signature
        )

    def _under_its_protocol(self, entry: Entry) -> bool:
        """Whether a session opened under an adopted protocol and kept it, and who adopted one."""
        header, body = entry.header, entry.body
        if isinstance(body, ProtocolAdopted):
            people = (self._keys.accounts.get(who or "") for who in (header.author, header.witness))
            roles = [known.roles for known in people if known is not None]
            rightly = len(roles) == _TWO and may_adopt(*roles)
            self._adopted.update({body.sha256} if rightly else ())
            return rightly
        if header.session is None:
            return header.protocol_sha256 is None
        under = self._stands_under.setdefault(header.session, header.protocol_sha256)
        if header.session_seq == 0:
            return header.protocol_sha256 in self._adopted
        return header.protocol_sha256 == under


def _comes_with(entry: Entry) -> AdministratorRecovered | None:
    """An author whom the entry itself brings: whoever opened the recovery code."""
    return entry.body if isinstance(entry.body, AdministratorRecovered) else None
