"""The database worker: answers come in the window's thread, and only to who is still there."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from nursedesk.errors import KnownError
from nursedesk.ui.worker import Worker


class Desk:
    """Knows only whether it was closed."""

    closed_in = ""

    def close(self) -> None:
        self.closed_in = threading.current_thread().name


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def worker(desk: Desk, qapp: object) -> Iterator[Worker]:
    made = Worker(lambda: desk)  # type: ignore[arg-type, return-value]
    made.start()
    yield made
    made.close()


def unexpected(answer: object) -> None:
    raise AssertionError(answer)


def noted(done: list[int], number: int, _desk: object) -> None:
    done.append(number)


def refuse(_desk: object) -> None:
    raise KnownError("full", "The disk is full.", do="Make room.")


def test_work_is_done_elsewhere_and_answered_here(worker: Worker, qtbot: QtBot) -> None:
    threads: list[str] = []

    def work(_desk: object) -> int:
        threads.append(threading.current_thread().name)
        return 7

    def done(result: int) -> None:
        threads.append(f"{threading.current_thread().name} {result}")

    owner = QObject()
    worker.ask(work, done, unexpected, owner)
    qtbot.waitUntil(lambda: worker.idle)
    assert threads == ["database", "MainThread 7"]


def test_a_refusal_comes_back_whole(worker: Worker, qtbot: QtBot) -> None:
    owner = QObject()
    refused: list[Exception] = []
    worker.ask(refuse, unexpected, refused.append, owner)
    qtbot.waitUntil(lambda: worker.idle)
    assert [str(error) for error in refused] == ["The disk is full. Nothing was saved. Make room."]


def test_a_screen_that_is_gone_is_not_answered(worker: Worker, qtbot: QtBot) -> None:
    owner, stayed = QObject(), QObject()
    go = threading.Event()
    answers: list[object] = []
    worker.ask(lambda _desk: go.wait(10), answers.append, answers.append, owner)
    worker.ask(refuse, answers.append, answers.append, owner)
    worker.ask(lambda _desk: "still here", answers.append, answers.append, stayed)
    owner.deleteLater()
    qtbot.wait(1)
    go.set()
    qtbot.waitUntil(lambda: worker.idle)
    assert answers == ["still here"]


def test_what_was_asked_is_finished_before_the_end(desk: Desk, worker: Worker) -> None:
    owner = QObject()
    done: list[int] = []
    for number in range(20):
        worker.ask(partial(noted, done, number), lambda _none: None, unexpected, owner)
    worker.close()
    assert done == list(range(20))
    assert desk.closed_in == "database"


def test_a_desk_that_could_not_be_made_is_tried_again(desk: Desk, qtbot: QtBot) -> None:
    tries: list[int] = []

    def make() -> Any:  # noqa: ANN401
        tries.append(1)
        if len(tries) == 1:
            refuse(None)
        return desk

    worker, owner = Worker(make), QObject()
    answers: list[object] = []
    worker.start()
    worker.ask(lambda _desk: "first", unexpected, answers.append, owner)
    worker.ask(lambda _desk: "second", answers.append, unexpected, owner)
    qtbot.waitUntil(lambda: worker.idle)
    worker.close()
    assert [str(answer) for answer in answers] == [
        "The disk is full. Nothing was saved. Make room.",
        "second",
    ]
