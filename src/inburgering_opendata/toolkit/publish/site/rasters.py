"""PNGs, made by one process more while pages are written.

They take as long as all pages, and the library that makes them lets no other thread run meanwhile.
The process runs this file alone, so that it needs nothing of the program that asks: that may be a
script of any kind.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType


class Rasters:
    """Makes PNGs in a process of its own, one after the other. It is started when it is needed, and
    ends with the context; what was not made by then is not made."""

    def __init__(self, fonts: Path) -> None:
        """With the letters in the folder `fonts`."""
        self._fonts = fonts
        self._process: subprocess.Popen[bytes] | None = None
        self._asking = ThreadPoolExecutor(1)

    def __enter__(self) -> Rasters:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._asking.shutdown(cancel_futures=True)
        if self._process is not None:
            # Without anybody who asks it ends by itself.
            self._process.communicate()

    def png(self, svg: str, scale: int = 1) -> Future[bytes]:
        """A drawing as PNG, at `scale` times its size.

        The result raises ChildProcessError when the process ended, and says why on stderr.
        """
        return self._asking.submit(self._ask, svg.encode(), scale)

    def _ask(self, svg: bytes, scale: int) -> bytes:
        if self._process is None:
            # -P: modules beside this file are not to be taken for others.
            command = [sys.executable, "-P", __file__, str(self._fonts)]
            pipe = subprocess.PIPE
            self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe)
        asked, answers = self._process.stdin, self._process.stdout
        assert asked is not None and answers is not None
        try:
            asked.write(f"{scale} {len(svg)}\n".encode() + svg)
            asked.flush()
            size = int(answers.readline())
            return answers.read(size)
        except (OSError, ValueError) as error:
            raise ChildProcessError("the process that makes PNGs ended") from error


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
