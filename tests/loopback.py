"""A server of a test at an address of the loopback."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@contextmanager
def at_an_address(handler: type[BaseHTTPRequestHandler], told: object) -> Iterator[str]:
    """The address, without a slash at its end, while the context lasts.

    Args:
        told: what each request finds as `told` of its handler.
    """
    own = type("Handler", (handler,), {"told": told})
    with ThreadingHTTPServer(("127.0.0.1", 0), own) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
