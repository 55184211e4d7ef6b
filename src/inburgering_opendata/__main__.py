"""`python -m inburgering_opendata` does what `opendata` does."""

from __future__ import annotations

from inburgering_opendata.toolkit.ground.interruption import came, end, leave, watch_until_the_end


def run() -> None:
    """The command line, which an interruption ends at any moment with one line."""
    try:
        watch_until_the_end()
        from inburgering_opendata.cli import main

        main()
    except BaseException:
        if came():
            leave()
        raise
    finally:
        end()


if __name__ == "__main__":
    run()
