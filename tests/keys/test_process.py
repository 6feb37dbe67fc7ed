from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.skipif(sys.platform != "linux", reason="hardening is Linux's")
def test_a_hardened_process_dumps_no_core_and_lets_nobody_in() -> None:
    script = (
        "import ctypes, resource; from nursedesk.keys.process import harden; harden();"
        "print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert done.stdout == "(0, 0) 0\n"
