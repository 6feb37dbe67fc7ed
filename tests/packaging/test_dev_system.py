"""What dev.py finds missing on a machine, and how it gets it."""

from __future__ import annotations

import os
from pathlib import Path

import dev_system
import pytest
from dev_run import Stop

from tests.packaging.stand_in import Machine

QT = tuple(dev_system.QT_LIBRARIES)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A machine with uv, on which nothing is installed."""
    made = Machine(tmp_path)
    made.with_uv()
    return made


@pytest.fixture
def somebody(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """The same machine, used by somebody without root's rights."""
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    monkeypatch.setenv("PATH", str(machine.bin))
    return machine


def test_installed_names_are_read_with_what_they_provide() -> None:
    listing = (
        "installed\tlibglib2.0-0t64\tlibglib2.0-0 (= 2.80.0-6ubuntu3), libgobject (= 1)\n"
        "installed\tqpdf\t\n"
        "config-files\tgcc\tc-compiler\n"
        "installed\txvfb\txserver, xorg-server (>= 2)\n"
    )
    assert dev_system.installed_names(listing) == {
        "libglib2.0-0t64", "libglib2.0-0", "libgobject", "qpdf", "xvfb", "xserver", "xorg-server",
    }  # fmt: skip


def test_lacking_keeps_the_order_and_the_rest() -> None:
    assert dev_system.lacking(["b", "a", "c"], frozenset({"a"})) == ["b", "c"]


def test_the_exact_line_with_and_without_sudo() -> None:
    assert dev_system.exact_line(["qpdf", "gcc"], sudo=True) == (
        "sudo apt-get update && sudo apt-get install -y --no-install-recommends qpdf gcc"
    )
    assert dev_system.exact_line(["qpdf"], sudo=False) == (
        'su -c "apt-get update && apt-get install -y --no-install-recommends qpdf"'
    )


def test_the_lists_hold_what_was_found_necessary() -> None:
    assert set(QT) == {
        "libegl1", "libgl1", "libfontconfig1", "libdbus-1-3", "libglib2.0-0", "libxkbcommon0",
        "libxkbcommon-x11-0", "libxcb-cursor0", "libxcb-icccm4", "libxcb-keysyms1",
        "libxcb-shape0",
    }  # fmt: skip
    wanted = {"poppler-utils", "qpdf", "libnss3-tools", "xvfb", "gcc"}
    assert wanted <= dev_system.TEST_PROGRAMS.keys()


def test_only_what_is_missing_is_installed_after_an_update(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)
    monkeypatch.setenv("PATH", str(machine.bin))
    machine.install("libegl1", "libglib2.0-0t64>libglib2.0-0 (= 2.80)")
    dev_system.provide(["libegl1", "libgl1", "libglib2.0-0", "libxcb-shape0"])
    update, install = machine.calls("apt-get", "sudo")
    assert update == "apt-get update"
    assert install.startswith("apt-get install -y --no-install-recommends ")
    assert install.endswith(" libgl1 libxcb-shape0")


def test_nothing_is_said_or_run_when_nothing_is_missing(
    somebody: Machine, capfd: pytest.CaptureFixture[str]
) -> None:
    somebody.install(*QT)
    dev_system.provide(QT)
    assert somebody.calls("apt-get", "sudo") == []
    assert capfd.readouterr() == ("", "")


def test_sudo_without_a_password_is_used(somebody: Machine) -> None:
    somebody.program("sudo", '[ "$1" = -n ] && shift; exec "$@"')
    somebody.program("true")
    dev_system.provide(["qpdf"])
    assert somebody.calls("sudo")[0] == "sudo -n true"
    dev_system.provide(["qpdf"])
    assert [line.split()[:2] for line in somebody.calls("apt-get")] == [
        ["apt-get", "update"],
        ["apt-get", "install"],
    ]


def test_with_a_password_the_exact_line_is_printed_instead(somebody: Machine) -> None:
    somebody.program("sudo", "exit 1")
    somebody.install("libegl1")
    with pytest.raises(Stop, match=r"lacks qpdf, and") as stop:
        dev_system.provide(["libegl1", "qpdf"])
    assert str(stop.value).splitlines()[-1].strip() == dev_system.exact_line(["qpdf"], sudo=True)
    assert somebody.calls("apt-get") == []


def test_without_sudo_the_line_uses_su(somebody: Machine) -> None:
    with pytest.raises(Stop) as stop:
        dev_system.provide(["qpdf"])
    assert str(stop.value).endswith(dev_system.exact_line(["qpdf"], sudo=False))


def test_a_failed_update_does_not_stop_the_installation(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)
    monkeypatch.setenv("PATH", str(machine.bin))
    machine.program("apt-get", '[ "$1" = install ]')
    dev_system.provide(["qpdf"])
    machine.program("apt-get", '[ "$1" = update ]')
    with pytest.raises(Stop, match="apt-get could not install them"):
        dev_system.provide(["qpdf"])


def test_without_apt_what_is_needed_is_named(
    somebody: Machine, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (somebody.bin / "apt-get").unlink()
    somebody.program("qpdf")
    dev_system.provide(["qpdf", "poppler-utils"])
    said = capfd.readouterr().out
    assert "poppler-utils" in said
    assert "qpdf" not in said


@pytest.mark.parametrize("system", ["darwin", "win32"])
def test_off_linux_neither_qt_libraries_nor_a_virtual_display_are_asked_for(
    somebody: Machine,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    system: str,
) -> None:
    (somebody.bin / "apt-get").unlink()
    monkeypatch.setattr("sys.platform", system)
    monkeypatch.setattr("shutil.which", lambda _name: None)
    dev_system.provide([*QT, *dev_system.TEST_PROGRAMS])
    said = capfd.readouterr().out
    assert said.rstrip().endswith("poppler-utils, qpdf, libnss3-tools")


def test_the_whole_command_ends_with_the_line_to_run(machine: Machine) -> None:
    machine.install(*QT)
    machine.program("apt-get", "exit 100")
    if os.geteuid() != 0:
        machine.program("sudo", 'shift; exec "$@"')
        machine.program("true")
    done = machine.dev("test")
    assert done.returncode == 1
    assert "poppler-utils qpdf" in done.stderr.splitlines()[-1]
    assert not (machine.root / ".venv").exists()
