"""Kills a forked process before one of its steps that write, wherever a proof wants it to end."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from types import ModuleType

Place = tuple[ModuleType, str]
WRITES: tuple[Place, ...] = tuple(
    (os, name) for name in ("replace", "rename", "fsync", "unlink", "ftruncate")
)
_NOWHERE = -1


@contextmanager
def killed_before(step: int, places: Sequence[Place]) -> Iterator[list[str]]:
    """This process is killed before its step of that number (from 0); those done are listed."""
    done: list[str] = []

    def counted(name: str, genuine: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object, **named: object) -> object:
            if len(done) == step:
                os.kill(os.getpid(), signal.SIGKILL)
            done.append(name)
            return genuine(*args, **named)

        return call

    genuine = [(module, name, getattr(module, name)) for module, name in places]
    for module, name, function in genuine:
        setattr(module, name, counted(name, function))
    try:
        yield done
    finally:
        for module, name, function in genuine:
            setattr(module, name, function)


def steps_of(places: Sequence[Place], act: Callable[[], object]) -> int:
    """How many steps it takes when nobody kills it."""
    with killed_before(_NOWHERE, places) as done:
        act()
    return len(done)


def kill_midway(
    step: int, places: Sequence[Place], prepare: Callable[[], str], act: Callable[[], object]
) -> str | None:
    """Prepares and acts in a forked process, killed before a step of the act.

    Returns what `prepare` answered, or None when the process ended by itself.
    """
    return killed_within(lambda: killed_before(step, places), prepare, act)


def killed_within(
    deadly: Callable[[], AbstractContextManager[object]],
    prepare: Callable[[], str],
    act: Callable[[], object],
) -> str | None:
    """The same, where what is `deadly` kills the process that acts within it."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(writing, prepare().encode())
            with deadly():
                act()
        finally:
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        answer = pipe.read()
    _pid, status = os.waitpid(child, 0)
    return answer if os.WIFSIGNALED(status) else None
