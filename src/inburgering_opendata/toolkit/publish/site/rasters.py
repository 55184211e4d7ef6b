"""PNGs, made by other processes while pages are written.

They take as long as all pages, and the library that makes them lets no other thread run meanwhile.
A process runs this file alone, so that it needs nothing of the program that asks: that may be a
script of any kind.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType

_AT_ONCE = 2
"""Processes: with one alone, all else is done some time before the last PNG on two processors."""


class Rasters:
    """Makes PNGs in processes of their own. They are started when they are needed, and end with the
    context; what was not made by then is not made."""

    def __init__(self, fonts: Path) -> None:
        """With the letters in the folder `fonts`."""
        self._fonts = fonts
        self._started: list[subprocess.Popen[bytes]] = []
        self._idle: list[subprocess.Popen[bytes]] = []
        self._asking = ThreadPoolExecutor(_AT_ONCE)

    def __enter__(self) -> Rasters:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._asking.shutdown(cancel_futures=True)
        for process in self._started:
            # Without anybody who asks it ends by itself.
            process.communicate()

    def png(self, svg: str, scale: int = 1) -> Future[bytes]:
        """A drawing as PNG, at `scale` times its size.

        The result raises ChildProcessError when the process ended, and says why on stderr.
        """
        return self._asking.submit(self._ask, svg.encode(), scale)

    def _ask(self, svg: bytes, scale: int) -> bytes:
        process = self._idle.pop() if self._idle else self._start()
        asked, answers = process.stdin, process.stdout
        assert asked is not None and answers is not None
        try:
            asked.write(f"{scale} {len(svg)}\n".encode() + svg)
            asked.flush()
            size = int(answers.readline())
            png = answers.read(size)
        except (OSError, ValueError) as error:
            raise ChildProcessError("the process that makes PNGs ended") from error
        self._idle.append(process)
        return png

    def _start(self) -> subprocess.Popen[bytes]:
        # -P: modules beside this file are not to be taken for others.
        command = [sys.executable, "-P", __file__, str(self._fonts)]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._started.append(process)
        return process


def _answer(fonts: str) -> None:
    import vl_convert

    # Ctrl-C reaches every process of a terminal; the one that asks says what that means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    vl_convert.register_font_directory(fonts)
    asked, answers = sys.stdin.buffer, sys.stdout.buffer
    while line := asked.readline():
        scale, size = map(int, line.split())
        png = vl_convert.svg_to_png(asked.read(size).decode(), scale=scale)
        answers.write(f"{len(png)}\n".encode() + png)
        answers.flush()


if __name__ == "__main__":
    _answer(sys.argv[1])
