"""Files that come from outside or may have been altered, each read as the product reads it."""

from __future__ import annotations

import io
import shutil
from argparse import Namespace
from collections.abc import Callable
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from random import Random
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from nursedesk.cli import protocol
from nursedesk.clock import SetClock
from nursedesk.documents.trust import read_root
from nursedesk.keys import slots, update
from nursedesk.keys.key_files import KeyFiles
from nursedesk.keys.keyring import FileKeyring
from nursedesk.keys.throttle import FILE, Throttle
from nursedesk.protocol import loader, verify
from nursedesk.store import backup_folder
from nursedesk.ward.trust_list import RevokedCertificate, TrustList, to_pem
from tests.proofs.hostile_bytes import bytes_of, json_of, toml_of

AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
_DIGEST = "ab" * 32
_CASES = sorted(loader.folder().glob("*/cases/*.toml"))


class Files:
    """A place for altered copies; `ward` is a founded ward's folder, which stays as it is."""

    def __init__(self, place: Path, ward: Path, draw: Random) -> None:
        self._place, self._ward, self._draw = place, ward, draw
        self._shipped = next(iter(loader.installed())).read_bytes()
        self._key = Ed25519PrivateKey.generate()
        self._cases = [block for path in _CASES for block in _blocks(path)]

    def read(self) -> str:
        """Alters one of them and reads it; returns which. Raises what the product raises."""
        kinds = [*_KINDS]
        kind = self._draw.choices(kinds, [_KINDS[one] for one in kinds])[0]
        kind(self)
        return kind.__name__.strip("_")

    def _written(self, name: str, content: bytes) -> Path:
        path = self._place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    def _case_file(self) -> None:
        """`nursedesk protocol test` and `ask` of a file of one or two cases."""
        chosen = b"\n".join(self._draw.sample(self._cases, self._draw.randint(1, 2)))
        path = self._written("case.toml", toml_of(self._draw, chosen))
        for asked in (
            Namespace(protocol_command="test", file=[path]),
            Namespace(protocol_command="ask", file=path, json=self._draw.random() < 0.5),
        ):
            self._spoken(asked)

    def _spoken(self, asked: Namespace) -> None:
        out, errors = io.StringIO(), io.StringIO()
        code = protocol.run(asked, out, errors)
        assert code in (0, 1, 2), code
        assert "Traceback" not in out.getvalue() + errors.getvalue()

    def _protocol_file(self) -> None:
        path = self._written("protocol.toml", toml_of(self._draw, self._shipped))
        verify.verify(path, date(2026, 3, 2))

    def _key_file(self) -> None:
        """The ward's own, altered; those who may sign in are asked for as the first screen does."""
        folder = self._place / "altered"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self._ward / "keys", folder / "keys")
        name = self._draw.choice((slots.SLOTS, slots.RECOVERY, slots.EMERGENCY))
        path = folder / "keys" / name
        path.write_bytes(json_of(self._draw, path.read_bytes()))
        FileKeyring(folder, SetClock(AT)).cards()
        files = KeyFiles(folder / "keys")
        files.slots()
        files.recovery()
        files.emergency()

    def _count_of_failures(self) -> None:
        counted = b'{"format":1,"accounts":{"n.berg":{"in_a_row":3,"untold":3,"last":'
        counted += b'{"boot":"boot-1","microseconds":5}}},"lost":null}'
        path = self._written(f"counted/{FILE}", json_of(self._draw, counted))
        with Throttle(path.parent, SetClock(AT)).attempt("n.berg"):
            pass

    def _trust_file(self) -> None:
        revoked = RevokedCertificate(certificate=_DIGEST, at=AT, issued=(_DIGEST,))
        told = TrustList(format=1, ward=uuid4(), entry=7, at=AT, revoked=(revoked,))
        root = (self._ward / "ward-ca.pem").read_bytes()
        read_root(bytes_of(self._draw, to_pem(root, told)))

    def _update(self) -> None:
        """Altered before or after the hospital signed it."""
        told = b'{"purpose":"nursedesk update 1","version":"9.9.9","packages":[{"name":"a.deb",'
        told += f'"kind":"deb","sha256":"{sha256(b"x").hexdigest()}"}}]}}'.encode()
        altered = json_of(self._draw, told)
        known = self._key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        key = self._written("key.pem", self._perhaps(known))
        folder = self._written("update/a.deb", b"x").parent
        (folder / update.MANIFEST).write_bytes(altered)
        (folder / update.SIGNATURE).write_bytes(self._perhaps(self._key.sign(altered)))
        update.checked(folder, "deb", key, "0.1.0")

    def _backup(self) -> None:
        chart = self._written("backup/chart/chart.db", b"x")
        files = {backup_folder.CHART: backup_folder.told_of(chart)}
        listed = backup_folder.new_list(uuid4(), AT, "1.7", bytes(32), files)
        folder = chart.parent.parent
        path = folder / backup_folder.LIST
        path.write_bytes(json_of(self._draw, backup_folder.encoded(listed)))
        told, _sha256 = backup_folder.read_list(folder)
        backup_folder.check_files(folder, told)

    def _perhaps(self, content: bytes) -> bytes:
        return bytes_of(self._draw, content) if self._draw.random() < 0.2 else content


def _blocks(path: Path) -> list[bytes]:
    """A case file's cases, each with its head."""
    return [b"[[case]]" + block for block in path.read_bytes().split(b"[[case]]")[1:]]


_KINDS: dict[Callable[[Files], None], float] = {
    Files._case_file: 15,
    Files._protocol_file: 1,
    Files._key_file: 8,
    Files._count_of_failures: 4,
    Files._trust_file: 6,
    Files._update: 6,
    Files._backup: 6,
}
