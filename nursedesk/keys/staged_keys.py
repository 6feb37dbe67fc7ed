"""The keys in a backup: opened by a passphrase or by the sealed recovery code of then."""

from __future__ import annotations

from pathlib import Path

from nursedesk.clock import Clock
from nursedesk.errors import KnownError
from nursedesk.keys import recovering, throttle
from nursedesk.keys.key_files import KeyFiles
from nursedesk.keys.keyring import FileKeyring
from nursedesk.keys.ward_secret import WardSecret
from nursedesk.ward.key_ports import ChartKeys


class StagedKeys:
    """The keys folder of a backup that was copied to be restored; it counts wrong passphrases."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._keys = folder / "keys"
        self.keyring = FileKeyring(folder, clock)

    def by_passphrase(self, account: str, passphrase: str) -> ChartKeys:
        """Opens a slot.

        Raises:
            KnownError: wrong passphrase, or too many of them.
        """
        return self.keyring.sign_in(account, passphrase)

    def by_code(self, typed: str) -> ChartKeys:
        """Opens the recovery envelope.

        Raises:
            KnownError: a slip in the code, another ward's or a former one.
        """
        file, found = recovering.recovered(KeyFiles(self._keys), typed)
        keys = WardSecret(file.ward, found.secret)
        keys.former_secret = found.former
        return keys

    def count_anew(self) -> None:
        """Begins the count of wrong passphrases: what a backup counted was another machine's time.

        Raises:
            KnownError: the disk refused.
        """
        try:
            throttle.write(self._keys / throttle.FILE, throttle.Counts())
        except OSError as error:
            raise KnownError(
                "keys-not-written",
                f"The ward's key file {throttle.FILE} could not be written ({error.strerror}).",
                saved="Nothing was changed.",
                do="Free space on the disk, then try again.",
            ) from error
