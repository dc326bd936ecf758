"""What the tests of the core share: a sandbox whose processes begin warm."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Lock
from typing import IO

import pytest

from logreg_core.untrusted import sandbox

START = sandbox._start
BEGIN = "importlib.import_module(module).main(*arguments)\n"
# A process that has imported the program, and forks one process after the other that runs it. It is asked for each by
# the folder and the arguments, and gets both pipes with them; or is told the number of one that has ended.
FORKS = """
import socket
main = importlib.import_module(module).main
door = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
door.connect(*arguments)
while True:
    asked, pipes, _, _ = socket.recv_fds(door, 2**16, 2)
    if not asked:
        os._exit(0)
    folder, *arguments = asked.decode().split("\\0")
    if not pipes:
        os.waitpid(int(folder), 0)
        door.send(b"over")
    elif not os.fork():
        break
    for pipe in pipes:
        os.close(pipe)
os.setsid()
for number, pipe in enumerate(pipes):
    os.dup2(pipe, number)
    os.close(pipe)
os.chdir(folder)
door.send(str(os.getpid()).encode())
door.close()
main(*arguments)
"""


class Forked:
    """A process that `Forker` made: as much of `Popen` as the sandbox uses."""

    def __init__(self, forker: Forker, pid: int, stdin: IO[bytes], stdout: IO[bytes]) -> None:
        self.forker, self.pid, self.stdin, self.stdout = forker, pid, stdin, stdout

    def wait(self) -> None:
        """Called by the sandbox once it has killed the process."""
        self.forker.ask(str(self.pid))


class Forker:
    """The sandbox's process for one program, which forks instead of being started anew."""

    def __init__(self, libraries: str, module: str, folder: Path) -> None:
        self.lock = Lock()
        with pytest.MonkeyPatch.context() as patch, socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener:
            assert BEGIN in sandbox.BOOT
            patch.setattr(sandbox, "BOOT", sandbox.BOOT.replace(BEGIN, FORKS))
            listener.bind(str(folder / "door"))
            listener.listen()
            listener.settimeout(60)
            self.process = START([libraries, module, str(folder / "door")], str(folder))
            self.door, _ = listener.accept()

    def ask(self, *words: str, pipes: Sequence[int] = ()) -> str:
        with self.lock:
            socket.send_fds(self.door, ["\0".join(words).encode()], pipes)
            return self.door.recv(99).decode()

    def start(self, folder: str, *arguments: str) -> Forked:
        theirs, stdin = os.pipe()
        stdout, answers = os.pipe()
        pid = self.ask(folder, *arguments, pipes=[theirs, answers])
        os.close(theirs)
        os.close(answers)
        return Forked(self, int(pid), os.fdopen(stdin, "wb"), os.fdopen(stdout, "rb"))

    def end(self) -> None:
        self.door.close()
        self.process.communicate()


@pytest.fixture(scope="session")
def forkers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str, str], Forker]]:
    """One for each program, made when it is asked for."""
    made: dict[tuple[str, str], Forker] = {}

    def forker_of(libraries: str, module: str) -> Forker:
        if (libraries, module) not in made:
            made[libraries, module] = Forker(libraries, module, tmp_path_factory.mktemp("forker"))
        return made[libraries, module]

    yield forker_of
    for each in made.values():
        each.end()


@pytest.fixture
def warm(forkers: Callable[[str, str], Forker], monkeypatch: pytest.MonkeyPatch) -> None:
    """The sandbox forks its processes from one that has imported the program: the same program with the same limits,
    without 0.3 seconds of imports. For tests of what a program makes of many inputs, not of how it is started.
    """
    if sys.platform != "linux":  # elsewhere a fork may not use what the imports have begun
        return
    boot = sandbox.BOOT

    def start(arguments: Sequence[str], folder: str) -> Forked:
        libraries, module, *more = arguments
        assert boot == sandbox.BOOT
        return forkers(libraries, module).start(folder, *more)

    monkeypatch.setattr(sandbox, "_start", start)
