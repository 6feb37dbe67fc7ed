"""What this process holds now: memory, objects, widgets, handles, threads, children, files."""

from __future__ import annotations

import ctypes
import gc
import os
import sys
from pathlib import Path


class _Mallinfo2(ctypes.Structure):
    """The GNU C library's account of its heap; all in bytes."""

    _fields_ = tuple(
        (name, ctypes.c_size_t)
        for name in (
            *("arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks"),
            *("uordblks", "fordblks", "keepcost"),
        )
    )


_PAGE_KIB = os.sysconf("SC_PAGE_SIZE") // 1024


def held(ward: Path, temporary: Path) -> dict[str, int]:
    """Each by its name; memory in KiB, once what is not used any more was given back.

    `kib` is all of the process in memory, `heap` what its libraries have asked for and not given
    back, `blocks` count Python's own, `left` are files in the temporary folder, and half-made ones
    in the ward's.
    """
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()
    blocks = sys.getallocatedblocks()
    heap = heap_kib()
    left = [path for path in ward.rglob("*") if ".half" in path.name or path.suffix == ".tmp"]
    return {
        "kib": int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE_KIB,
        "heap": heap,
        "blocks": blocks,
        "objects": len(gc.get_objects()),
        "widgets": len(QApplication.allWidgets()),
        "handles": len(os.listdir("/proc/self/fd")),
        "threads": len(os.listdir("/proc/self/task")),
        "children": len(_children()),
        "left": len([*left, *temporary.rglob("*")]),
    }


def heap_kib() -> int:
    """What libraries hold of the C library's heap (KiB); 0 where that is not the GNU one.

    What they gave back is given back to the system first.
    """
    library = ctypes.CDLL(None)
    try:
        told = library.mallinfo2
    except AttributeError:
        return 0
    library.malloc_trim(0)
    told.restype = _Mallinfo2
    return int(told().uordblks) // 1024


def _children() -> list[str]:
    tasks = Path("/proc/self/task")
    return [one for task in tasks.iterdir() for one in (task / "children").read_text().split()]
