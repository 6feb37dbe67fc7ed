"""dev.py as a stranger uses it: commands, demo, tests, and what it says when it cannot."""

from __future__ import annotations

import sys
from pathlib import Path

import dev
import dev_system
import pytest

from tests.packaging.stand_in import Machine

EVERYTHING = (*dev_system.QT_LIBRARIES, *dev_system.TEST_PROGRAMS, dev_system.venv_package())


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A machine with uv, to which nothing is lacking."""
    made = Machine(tmp_path)
    made.with_uv()
    made.install(*EVERYTHING)
    return made


@pytest.mark.parametrize(
    ("system", "environment", "display"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": "", "WAYLAND_DISPLAY": ""}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("win32", {}, True),
        ("darwin", {}, True),
    ],
)
def test_a_display_is_recognised(system: str, environment: dict[str, str], display: bool) -> None:
    assert dev.has_display(system, environment) is display


def test_help_names_every_command_and_both_of_the_readme(machine: Machine) -> None:
    done = machine.dev("--help")
    assert done.returncode == 0
    for word in ("setup", "demo", "test", "lint", "prove", "mutate", "gallery", "bench", "package"):
        assert f"    {word} " in done.stdout
    assert "python3 packaging/dev.py demo" in done.stdout
    assert machine.dev().returncode == 2


def test_a_word_too_many_is_refused(machine: Machine) -> None:
    done = machine.dev("setup", "--everything")
    assert done.returncode == 2
    assert "setup takes no further words: --everything" in done.stderr


def test_gallery_fills_its_folder_again_and_leaves_a_foreign_one_alone(machine: Machine) -> None:
    (machine.root / "tests").mkdir()
    machine.write(
        "tests/gallery.py",
        "import pathlib, sys\npathlib.Path(sys.argv[1], 'index.html').touch()\nsys.exit(7)\n",
    )
    chosen = machine.root / "pictures"
    for folder, words in ((machine.root / "gallery-output", ()), (chosen, (str(chosen),))):
        assert machine.dev("gallery", *words).returncode == 7
        assert (folder / "index.html").is_file()
        (folder / "old.png").touch()
        assert machine.dev("gallery", *words).returncode == 7
        assert not (folder / "old.png").exists()
    foreign = machine.root / "mine"
    foreign.mkdir()
    machine.write("mine/notes.txt", "mine")
    done = machine.dev("gallery", str(foreign))
    assert done.returncode == 1
    assert "was not made by dev.py" in done.stderr
    assert (foreign / "notes.txt").is_file()
    assert machine.dev("gallery", "one", "two").returncode == 1


def test_demo_opens_the_window_where_there_is_a_display(machine: Machine) -> None:
    assert machine.dev("demo", DISPLAY=":7").returncode == 0
    assert machine.calls("nursedesk") == ["nursedesk --demo"]


def test_demo_runs_the_walkthrough_where_there_is_none(machine: Machine) -> None:
    output = machine.root / "demo-output"
    done = machine.dev("demo")
    assert done.returncode == 0
    assert "no display" in done.stdout
    assert machine.calls("nursedesk") == [f"nursedesk walkthrough --out {output}"]
    assert "platform: offscreen" in done.stdout
    (output / "handover-signed.pdf").touch()
    assert machine.dev("demo").returncode == 0
    assert not (output / "handover-signed.pdf").exists()


def test_a_failed_walkthrough_fails_the_demo_and_can_be_repeated(machine: Machine) -> None:
    assert machine.dev("demo", FAILING="nursedesk").returncode == 1
    assert machine.dev("demo").returncode == 0


def test_demo_leaves_a_folder_of_somebody_else_alone(machine: Machine) -> None:
    (machine.root / "demo-output").mkdir()
    kept = machine.write("demo-output/my-notes.txt", "mine")
    done = machine.dev("demo")
    assert done.returncode == 1
    assert "was not made by dev.py" in done.stderr
    assert kept.read_text(encoding="utf-8") == "mine"
    assert machine.calls("nursedesk") == []


def test_demo_does_not_follow_a_link(machine: Machine, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    dev.claim(elsewhere)
    (machine.root / "demo-output").symlink_to(elsewhere)
    done = machine.dev("demo")
    assert done.returncode == 1
    assert "is not a folder" in done.stderr
    assert list(elsewhere.iterdir())


def test_test_lints_and_hands_further_words_to_pytest(machine: Machine) -> None:
    done = machine.dev("test", "-k", "bag", "-x")
    assert done.returncode == 0
    assert machine.calls("ruff", "mypy", "lint-imports") == [
        "ruff check --no-cache .",
        "ruff format --no-cache --check .",
        "mypy",
        "lint-imports --no-cache",
    ]
    pytest_line = done.stdout.splitlines()[-1]
    assert pytest_line.startswith("pytest -n ")
    assert pytest_line.endswith(" -k bag -x")


def test_test_stops_at_lint_and_names_what_failed(machine: Machine) -> None:
    done = machine.dev("test", FAILING="mypy")
    assert done.returncode == 1
    assert "Not in order: mypy." in done.stdout
    assert machine.calls("lint-imports") == ["lint-imports --no-cache"]
    assert "-m pytest" not in done.stdout


def test_a_failed_test_fails_the_command(machine: Machine) -> None:
    machine.write("pytest.py", "raise SystemExit(5)\n")
    assert machine.dev("test").returncode == 5


@pytest.mark.parametrize(("command", "module"), [("prove", "proofs"), ("mutate", "mutation")])
def test_proofs_and_mutants_get_the_further_words(
    machine: Machine, command: str, module: str
) -> None:
    (machine.root / "tests").mkdir()
    shows = "import os, sys\nprint(*sys.argv[1:], os.environ['QT_QPA_PLATFORM'])\nsys.exit(3)\n"
    machine.write(f"tests/{module}.py", shows)
    done = machine.dev(command, "T15", "--release", "--seed", "7")
    assert done.stdout.splitlines()[-1] == "T15 --release --seed 7 offscreen"
    assert done.returncode == 3


def test_what_is_run_is_shown_before_its_output(machine: Machine) -> None:
    lines = machine.dev("test").stdout.splitlines()
    assert lines[-2].startswith("+ ")
    assert " -m pytest -n " in lines[-2]


def test_an_interrupted_walkthrough_can_be_repeated(tmp_path: Path) -> None:
    folder = tmp_path / "demo-output"
    dev.make_room(folder)
    dev.claim(folder)
    (folder / "half.pdf").touch()
    dev.make_room(folder)
    assert list(folder.iterdir()) == []


def test_the_command_line_runs_in_this_process_too(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        dev.main(["setup", "--everything"])
    assert ended.value.code == 2
    assert "takes no further words" in capsys.readouterr().err
    assert sys.version_info >= (3, 11)
