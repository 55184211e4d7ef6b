"""Charts and PNGs, drawn by other processes while pages are made.

They take as long as all pages, and the library that draws them lets no other thread run meanwhile.
A process runs this file alone, so that it needs nothing of the program that asks: that may be a
script of any kind.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

_PNGS_AT_ONCE = 2
"""Processes: with one alone, all else is done some time before the last PNG on two processors."""


class Drawers:
    """Draw in processes of their own, which are started when they are needed, until it is closed.

    Each result raises ChildProcessError when the process ended, which says why on stderr.
    """

    def __init__(self, fonts: Path) -> None:
        """With the letters in the folder `fonts`."""
        # Each process that draws charts takes half a second to begin with the first.
        self._charts, self._pngs = _Desk(fonts, 1), _Desk(fonts, _PNGS_AT_ONCE)

    def close(self) -> None:
        """What is not drawn by now is not drawn."""
        self._charts.close()
        self._pngs.close()

    def chart(self, spec: Mapping[str, Any], **options: Any) -> Future[bytes]:
        """A chart of Vega-Lite as SVG, with the options of the library."""
        return self._charts.ask("chart", json.dumps(spec), options)

    def png(self, svg: str, scale: int = 1) -> Future[bytes]:
        """A drawing as PNG, at `scale` times its size."""
        return self._pngs.ask("png", svg, {"scale": scale})


class _Desk:
    """Some processes that draw what is asked, in that order."""

    def __init__(self, fonts: Path, at_once: int) -> None:
        self._fonts = fonts
        self._started: list[subprocess.Popen[bytes]] = []
        self._idle: list[subprocess.Popen[bytes]] = []
        self._asking = ThreadPoolExecutor(at_once)

    def ask(self, kind: str, text: str, options: Mapping[str, Any]) -> Future[bytes]:
        return self._asking.submit(self._drawn, kind, text.encode(), options)

    def close(self) -> None:
        self._asking.shutdown(cancel_futures=True)
        for process in self._started:
            # Without anybody who asks it ends by itself.
            process.communicate()

    def _drawn(self, kind: str, text: bytes, options: Mapping[str, Any]) -> bytes:
        try:
            # Not asked first: what is idle may be taken by another thread meanwhile.
            process = self._idle.pop()
        except IndexError:
            process = self._start()
        asked, answers = process.stdin, process.stdout
        assert asked is not None and answers is not None
        try:
            asked.write(json.dumps([kind, len(text), options]).encode() + b"\n" + text)
            asked.flush()
            size = int(answers.readline())
            drawn = answers.read(size)
        except (OSError, ValueError) as error:
            raise ChildProcessError("the process that draws ended") from error
        self._idle.append(process)
        return drawn

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
        kind, size, options = json.loads(line)
        text = asked.read(size).decode()
        if kind == "png":
            drawn = vl_convert.svg_to_png(text, **options)
        else:
            drawn = vl_convert.vegalite_to_svg(json.loads(text), **options).encode()
        answers.write(f"{len(drawn)}\n".encode() + drawn)
        answers.flush()


if __name__ == "__main__":
    _answer(sys.argv[1])
