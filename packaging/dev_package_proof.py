"""Proves the .deb where a ward would install it: a Debian 12 with nothing else, and no Python.

Root only, and only in folders of its own: debootstrap makes the system, each program in it runs in
its own mount and network namespaces, so nothing of this machine can help it and no packet leaves.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import dev_package_build as build
import dev_system
from dev_package_bare import Bare
from dev_package_trial import PASSPHRASE, Trial, Window, reads, trial_package
from dev_package_update import folder
from dev_run import ROOT, Stop, answer, run, say

PICTURES = build.WORK / "pictures"
_NEEDED = {
    "debootstrap": "debootstrap",
    "xdotool": "xdotool",
    "imagemagick": "import",
    "xvfb": "Xvfb",
    "poppler-utils": "pdfsig",
    "libnss3-tools": "certutil",
}
_VERDICT = """
import sys
from pathlib import Path
from tempfile import mkdtemp
from tests.documents.tools import pdfsig_accepts, trust_store
store = trust_store(Path(mkdtemp()) / "nss", Path(sys.argv[2]).read_bytes())
sys.exit(0 if pdfsig_accepts(Path(sys.argv[1]), store, 2) else 1)
"""
_MAKE_KEY = """
import sys
from pathlib import Path
from cryptography.hazmat.primitives import serialization as s
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
key = Ed25519PrivateKey.generate()
none = s.NoEncryption()
pem = key.private_bytes(s.Encoding.PEM, s.PrivateFormat.PKCS8, none)
Path(sys.argv[1]).write_bytes(pem)
public = key.public_key().public_bytes(s.Encoding.PEM, s.PublicFormat.SubjectPublicKeyInfo)
Path(sys.argv[2]).write_bytes(public)
"""


class Proof:
    """One proof after the other on one bare system; each says whether it holds."""

    def __init__(self, bare: Bare, package: Path) -> None:
        self._bare = bare
        self._package = package
        self._python = build.environment()
        self.failed: list[str] = []

    def expect(self, what: str, *, holds: bool) -> None:
        """Something that must hold."""
        say(f"{'ok' if holds else 'FAILED'}: {what}")
        if not holds:
            self.failed.append(what)

    def installation(self) -> None:
        """Only what the package names is installed with it, and there is no Python."""
        before = self._bare.packages()
        self._bare.install(self._package)
        added = self._bare.packages() - before
        say(f"installed with it, with what those need: {len(added) - 1} packages")
        self.expect("nothing of Python came along", holds=not any("python" in p for p in added))
        self.expect("no Python is on the disk", holds=self._bare.pythons() == [])
        unmet = self._bare.unmet_libraries()
        self.expect(f"every library is found {unmet or ''}", holds=not unmet)
        checked = self._bare.as_user("env", "QT_QPA_PLATFORM=offscreen", "nursedesk", "selfcheck")
        say(checked.stdout + checked.stderr)
        self.expect("selfcheck finds everything in order", holds=checked.returncode == 0)

    def walkthrough(self) -> None:
        """The whole job as an unprivileged user; its note is accepted by other programs."""
        mark = self._bare.mark()
        done = self._bare.as_user("nursedesk", "walkthrough", "--out", f"{HOME}/out")
        say(done.stdout.strip()[-200:] + done.stderr)
        self.expect("the walkthrough passes", holds=done.returncode == 0)
        strays = self._bare.written_since(mark, f"{HOME}/out")
        self.expect(f"nothing is written elsewhere {strays or ''}", holds=not strays)
        out = self._bare.path(f"{HOME}/out")
        note, root = out / "handover-countersigned.pdf", out / "ward-ca.pem"
        verdict = run([self._python, "-c", _VERDICT, note, root])
        self.expect("poppler's pdfsig accepts the note", holds=verdict == 0)
        verdict = run([self._python, "-m", "nursedesk", "verify", note, "--ca", root])
        self.expect("the source tree's verify accepts the note", holds=verdict == 0)
        shutil.move(out / "ward", out / "kept")  # no longer where it was made
        shutil.copytree(out / "kept", self._bare.path(WARD), dirs_exist_ok=True)
        self._bare.give_to_user(WARD)

    def window(self) -> None:
        """The real window on a virtual display: sign in by keyboard, see the board."""
        mark = self._bare.mark()
        with Window(self._bare, PICTURES) as window:
            self.expect("the window opens", holds=window.opened())
            window.sign_in("n.berg", PASSPHRASE)
            self.expect("the ward opens", holds=window.changed("board"))
        strays = self._bare.written_since(mark, WARD)
        self.expect(f"nothing is written elsewhere {strays or ''}", holds=not strays)

    def upgrade(self) -> None:
        """To a version with a newer schema, then to one whose migration fails."""
        entries = reads(self._python, ROOT, self._bare.path(WARD))
        self.expect(f"the ward holds {entries} entries", holds=entries.isdigit())
        newer, broken = (trial_package(name) for name in ("newer", "broken"))
        self._update_from_a_stick(newer)
        self._open("after the upgrade")
        self.expect("the old program refuses", holds=self._told(ROOT) == "chart-newer")
        kept = self._told(newer.tree)
        self.expect(f"migrated, with all {kept} entries", holds=_at_least(kept, entries))
        self._bare.install(broken.package)
        self._open("when the migration fails")
        self.expect("it did fail", holds=self._told(broken.tree) == "migration-failed")
        after = self._told(newer.tree)
        self.expect(f"the old file is back: {after} entries", holds=_at_least(after, kept))
        self.expect("no half-made file", holds=not [*self._bare.path(WARD).rglob("*.migrating*")])
        with Window(self._bare, PICTURES, program="nursedesk-previous") as window:
            window.opened()
            window.sign_in("n.berg", PASSPHRASE)
            self.expect("the program before it is kept and opens", holds=window.changed("previous"))

    def _update_from_a_stick(self, newer: Trial) -> None:
        """Signed by a hospital's key that is made for this proof."""
        key, public = build.WORK / "trials" / "key.pem", self._bare.path(KEY)
        public.parent.mkdir(parents=True, exist_ok=True)
        run([self._python, "-c", _MAKE_KEY, key, public])
        for package, version, wanted in (
            (newer.package, newer.version, True),
            (self._package, build.version(), False),
        ):
            made = folder([package], version, key, self._python)
            shutil.copytree(made, self._bare.path("/media/stick"), dirs_exist_ok=True)
            done = self._bare.as_root("nursedesk-update", "/media/stick")
            say(done.stdout[-300:] + done.stderr[-300:])
            what = f"the update from a stick to {version} is {'taken' if wanted else 'refused'}"
            self.expect(what, holds=(done.returncode == 0) is wanted)
            shutil.rmtree(self._bare.path("/media/stick"))

    def _open(self, picture: str) -> None:
        with Window(self._bare, PICTURES) as window:
            self.expect(f"{picture}: the window opens", holds=window.opened())
            window.sign_in("n.berg", PASSPHRASE)
            self.expect(f"{picture}: it answers", holds=window.changed(picture.replace(" ", "-")))

    def _told(self, tree: Path) -> str:
        return reads(self._python, tree, self._bare.path(WARD))

    def removal(self) -> None:
        """`dpkg -r` takes the program and leaves the ward."""
        before = self._bare.digests(WARD)
        self._bare.root_run("dpkg", "-r", "nursedesk")
        left = [name for name in ("nursedesk", "nursedesk-previous") if self._kept(name)]
        self.expect(f"the program is gone {left or ''}", holds=not left)
        after = self._bare.digests(WARD)
        other = sorted(dict(before.items() ^ after.items()))
        self.expect(f"the ward is as it was {other or ''}", holds=not other and len(before) > 3)

    def _kept(self, name: str) -> bool:
        return self._bare.path(f"/usr/lib/{name}").exists()


HOME = "/srv/ward"
KEY = "/etc/nursedesk/update-key.pem"
WARD = f"{HOME}/.local/share/nursedesk"


def _at_least(count: str, before: str) -> bool:
    return count.isdigit() and before.isdigit() and int(count) >= int(before)


def prove() -> int:
    """Runs every proof; returns the exit code."""
    if os.name != "posix" or os.geteuid() != 0 or answer(["unshare", "-nm", "true"]) is None:
        raise Stop("The proof makes a system of its own, for which it must run as root on Linux.")
    dev_system.provide(list(_NEEDED))
    (package,) = (ROOT / "dist").glob("*.deb")
    shutil.rmtree(PICTURES, ignore_errors=True)
    PICTURES.mkdir(parents=True)
    with Bare(build.WORK / "bare") as bare:
        proof = Proof(bare, package)
        steps: tuple[Callable[[], None], ...] = (
            proof.installation,
            proof.walkthrough,
            proof.window,
            proof.upgrade,
            proof.removal,
        )
        for step in steps:
            say(f"--- {step.__doc__}")
            step()
    say(f"FAILED: {proof.failed}" if proof.failed else f"All proved. Pictures: {PICTURES}")
    return 1 if proof.failed else 0
