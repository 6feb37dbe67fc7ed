"""A bare Debian 12 in a folder: debootstrap's smallest system, an unprivileged user, no network."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import time
from pathlib import Path
from types import TracebackType

from dev_run import Stop, child_environment, run, say

USER = "ward"
# In its own mount namespace: what is mounted here is gone when the program ends.
_ENTER = """
mount -t proc proc "$0/proc"
mount --bind /dev "$0/dev"
mkdir -p "$0/tmp/.X11-unix"
mount --bind /tmp/.X11-unix "$0/tmp/.X11-unix" 2>/dev/null
user=$1
shift
exec chroot --userspec="$user" "$0" "$@"
"""
_UNSHARED = ["unshare", "--mount", "--pid", "--fork", "--kill-child"]


class Bare:
    """The system; removed at the end."""

    def __init__(self, folder: Path) -> None:
        self._root = folder
        self._made = folder.with_name(f"{folder.name}-as-made")

    def __enter__(self) -> Bare:
        """Makes it, from a copy of the last one made where there is one."""
        if not (self._made / "usr").is_dir():
            say("Making a bare Debian 12 (once).")
            if run(["debootstrap", "--variant=minbase", "bookworm", self._made]) != 0:
                shutil.rmtree(self._made, ignore_errors=True)
                raise Stop("debootstrap failed; its message is above.")
        self._remove()
        run(["cp", "-a", self._made, self._root])
        shutil.copyfile("/etc/resolv.conf", self.path("/etc/resolv.conf"))
        self.root_run(
            "useradd", "--create-home", "--home-dir", f"/srv/{USER}", "--skel", "/nonexistent", USER
        )
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self._remove()

    def _remove(self) -> None:
        run(["rm", "-rf", "--one-file-system", self._root])

    def path(self, inside: str) -> Path:
        """A path of the system, seen from outside."""
        return self._root / inside.lstrip("/")

    def command(self, *words: str, network: bool = False, user: str = USER) -> list[str]:
        """The command line that runs words in the system, with its own environment."""
        clean = ["/usr/bin/env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8"]
        home = [f"HOME=/srv/{user}"]
        alone = [] if network else ["--net"]
        inside = ["sh", "-ec", _ENTER, str(self._root), user]
        return [*_UNSHARED, *alone, *inside, *clean, *home, *words]

    def as_user(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Runs a program as the unprivileged user, without network."""
        return _done(self.command(*words))

    def as_root(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Runs a program as root, without network."""
        return _done(self.command(*words, user="root"))

    def root_run(self, *words: str, network: bool = False) -> str:
        """Runs a program as root; returns what it printed.

        Raises:
            Stop: it failed.
        """
        done = _done(self.command(*words, network=network, user="root"))
        if done.returncode != 0:
            raise Stop(f"In the bare system: {' '.join(words)}\n{done.stdout}{done.stderr}")
        return done.stdout

    def install(self, package: Path) -> None:
        """Installs a package, with what it depends on and nothing more."""
        name = f"/srv/{package.name}"
        shutil.copyfile(package, self.path(name))
        quiet = "DEBIAN_FRONTEND=noninteractive"
        words = ["apt-get", "install", "-y", "--no-install-recommends"]
        self.root_run(quiet, *words, name, network=True)
        self.path(name).unlink()

    def packages(self) -> set[str]:
        """The names of what is installed."""
        return set(self.root_run("dpkg-query", "-W", "-f", "${Package}\\n").split())

    def pythons(self) -> list[str]:
        """Interpreters of Python on the disk, beside the library inside the program."""
        words = ["find", "/", "-xdev", "-name", "python*", "-type", "f", "-perm", "/111"]
        return self.root_run(*words).split()

    def unmet_libraries(self) -> list[str]:
        """Libraries that the program's files name and the system does not have."""
        script = (
            "find /usr/lib/nursedesk -type f \\( -name '*.so*' -o -name nursedesk \\)"
            " -exec ldd {} + | sed -n 's/ => not found//p' | sort -u"
        )
        inside = self.path("/usr/lib/nursedesk/_internal")
        here = {path.name for path in inside.rglob("*.so*")}
        found = self.root_run("sh", "-c", script).split()
        return [name for name in found if name not in here]

    def mark(self) -> float:
        """Now, for `written_since`."""
        time.sleep(0.05)  # file times are coarser than the clock
        return time.time()

    def written_since(self, mark: float, allowed: str) -> list[str]:
        """What was made or changed since, outside the one folder where that is right."""
        words = ["-newerct", f"@{mark:.3f}", "-not", "-path", allowed, "-not", "-path"]
        looked = [f"{allowed}/*", "-not", "-type", "d", "-print"]
        left_out = ["-path", "*/.X11-unix", "-prune", "-o"]
        return self.root_run("find", "/", "-xdev", *left_out, *words, *looked).split()

    def give_to_user(self, inside: str) -> None:
        """Makes a folder and its parents in the home the user's own."""
        top = "/".join(inside.split("/")[:4])
        self.root_run("chown", "-R", f"{USER}:{USER}", top)

    def digests(self, inside: str) -> dict[str, str]:
        """The SHA-256 of every file of a folder, by its path."""
        files = (path for path in self.path(inside).rglob("*") if path.is_file())
        return {
            str(path.relative_to(self._root)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in files
        }


def _done(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env=child_environment()
    )
