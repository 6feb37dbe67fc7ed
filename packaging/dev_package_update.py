"""The update folder for a USB stick: the packages and a manifest signed with the hospital's key.

The key is the hospital's, made and kept by its IT (packaging/INSTALL.md says how); it is no part of
this repository and of no package.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

from dev_run import Stop, answer, say

# Signing is done by the locked cryptography library; dev.py itself has the standard library only.
_SIGN = """
import sys
from pathlib import Path
from cryptography.hazmat.primitives.serialization import load_pem_private_key
key = load_pem_private_key(Path(sys.argv[1]).read_bytes(), None)
print(key.sign(Path(sys.argv[2]).read_bytes()).hex())
"""
_KINDS = {".deb": "deb", ".exe": "windows", ".dmg": "macos"}


def folder(packages: list[Path], version: str, key: Path, python: Path) -> Path:
    """Makes `update-<version>` beside the packages, signed by a locked Python; returns it.

    Raises:
        Stop: the key does not sign.
    """
    made = packages[0].parent / f"update-{version}"
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir()
    listed = []
    for path in packages:
        if path.suffix in _KINDS:
            shutil.copyfile(path, made / path.name)
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            listed.append({"name": path.name, "kind": _KINDS[path.suffix], "sha256": digest})
    manifest = {"purpose": "nursedesk update 1", "version": version, "packages": listed}
    text = json.dumps(manifest, indent=1, sort_keys=True) + "\n"
    (made / "manifest.json").write_text(text, encoding="utf-8")
    signed = answer([python, "-c", _SIGN, key.resolve(), made / "manifest.json"])
    if not signed:
        shutil.rmtree(made)
        raise Stop(f"{key} could not sign: it must be an Ed25519 key in PEM, without a password.")
    (made / "manifest.sig").write_bytes(bytes.fromhex(signed))
    say(f"The signed update folder: {made}")
    return made
