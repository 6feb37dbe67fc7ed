"""The list of a backup, as anybody may have altered it."""

from __future__ import annotations

from pathlib import Path

import pytest

from nursedesk.errors import KnownError
from nursedesk.store.backup_folder import LIST, read_list


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b'{"more":' + b"[" * 20_000, b"[]"])
def test_a_list_that_is_none_is_damage(tmp_path: Path, content: bytes) -> None:
    (tmp_path / LIST).write_bytes(content)
    with pytest.raises(KnownError) as caught:
        read_list(tmp_path)
    assert caught.value.code == "backup-damaged"
