"""A server asked again when it stumbles: no sooner than it says, not for ever, and in words."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception
from tenacity.wait import wait_exponential

ATTEMPTS = 5
"""With the pauses between them a quarter of a minute, in which a server that restarts is back."""
PAUSE = 1.0
"""Seconds before the second attempt, doubled before each next one; longer where a server says so.
"""
LONGEST_PAUSE = 60.0
"""Seconds at most; a server that says longer in Retry-After is left alone until another day."""

T = TypeVar("T")
Client = TypeVar("Client", httpx.Client, httpx.AsyncClient)

FAULTS = (httpx.HTTPError, httpx.InvalidURL, ValueError, OverflowError, ExceptionGroup)
"""What a client raises where it gets no answer; of an address that is none, the last ones."""

_UNSENT = (httpx.ConnectError, httpx.ConnectTimeout)
_LASTING = (httpx.UnsupportedProtocol, httpx.LocalProtocolError)


class UnansweredError(Exception):
    """A server gave no answer that is one; why not, in words."""

    def __init__(
        self,
        problem: str,
        *,
        status: int | None = None,
        passes: bool = False,
        is_undone: bool = False,
        wait: float = 0.0,
    ) -> None:
        """
        Args:
            status: what the server answered, if it did.
            passes: whether it may be otherwise the next time.
            is_undone: whether the server surely did nothing of what it was asked.
            wait: seconds that it asks to be left alone.
        """
        super().__init__(problem)
        self.status, self.passes, self.is_undone, self.wait = status, passes, is_undone, wait


def client(kind: type[Client], **options: Any) -> Client:
    """A client that goes by what the environment says of proxies and certificates.

    Raises:
        UnansweredError: that is nothing to go by.
    """
    try:
        return kind(**options)
    except (ImportError, ValueError, OSError) as error:
        problem = f"what the environment says of proxies or certificates cannot be: {error}"
        raise UnansweredError(problem) from error


def refusal(response: httpx.Response, said: str = "") -> UnansweredError:
    """That a server answered, and not with what it was asked for."""
    status = response.status_code
    is_too_much = status == httpx.codes.TOO_MANY_REQUESTS
    return UnansweredError(
        f"the server answered {status} {said or response.reason_phrase}".strip(),
        status=status,
        passes=is_too_much or response.is_server_error,
        is_undone=is_too_much,
        wait=_asks_to_wait(response),
    )


def failure(error: Exception) -> UnansweredError:
    """That no answer came, or none that can be read."""
    broken = isinstance(error, httpx.TransportError | httpx.DecodingError)
    return UnansweredError(
        _in_words(error),
        passes=broken and not isinstance(error, _LASTING),
        is_undone=isinstance(error, _UNSENT),
    )


def politely(ask: Callable[[], T], *, until: float = math.inf, is_harmless: bool = True) -> T:
    """What `ask` gives, asked again when it fails in a way that passes.

    Args:
        until: the moment of the monotonic clock after which nothing is asked again.
        is_harmless: whether asking twice does no more than asking once. What is not is only asked
            again where the server did nothing of it.

    Raises:
        UnansweredError: the last failure, and why it was the last one.
    """

    def is_asked_again(error: BaseException) -> bool:
        return (
            isinstance(error, UnansweredError) and error.passes and (is_harmless or error.is_undone)
        )

    def is_last(state: RetryCallState) -> bool:
        pause = state.upcoming_sleep
        is_too_late = time.monotonic() + pause > until
        return state.attempt_number >= ATTEMPTS or pause > LONGEST_PAUSE or is_too_late

    again = Retrying(
        retry=retry_if_exception(is_asked_again),
        wait=_pause,
        stop=is_last,
        retry_error_callback=_given_up,
    )
    return again(ask)


def _pause(state: RetryCallState) -> float:
    return max(wait_exponential(PAUSE)(state), _failed(state).wait)


def _given_up(state: RetryCallState) -> Any:
    last, pause = _failed(state), state.upcoming_sleep
    if pause > LONGEST_PAUSE:
        why = f", and asks to wait {pause:.0f} seconds"
    elif state.attempt_number < ATTEMPTS:
        why = "; the deadline is too near to ask again"
    else:
        raise last
    raise UnansweredError(f"{last}{why}", status=last.status) from last


def _failed(state: RetryCallState) -> UnansweredError:
    error = state.outcome.exception() if state.outcome else None
    assert isinstance(error, UnansweredError)
    return error


def _asks_to_wait(response: httpx.Response) -> float:
    """Seconds that the server asks to wait, which it says as such or as a moment."""
    said = response.headers.get("Retry-After", "")
    if said.isdecimal():
        return float(said)
    try:
        return max((parsedate_to_datetime(said) - datetime.now(UTC)).total_seconds(), 0.0)
    except (ValueError, TypeError, OverflowError):
        return 0.0


def _in_words(error: Exception) -> str:
    """What is wrong, of the many layers that a client puts around it."""
    if isinstance(error, httpx.LocalProtocolError):
        # Its words repeat the header that cannot be sent: of who asks, that is a secret.
        return "what would be asked cannot be sent: a header of it is broken"
    if isinstance(error, httpx.TimeoutException):
        return f"nothing was heard for too long ({type(error).__name__})"
    inmost: BaseException = error
    while inner := _within(inmost):
        inmost = inner
    return getattr(inmost, "strerror", None) or str(inmost) or type(error).__name__


def _within(error: BaseException) -> BaseException | None:
    """What an error was made of: a group of them, another one, or one that it only mentions."""
    if isinstance(error, BaseExceptionGroup):
        return error.exceptions[0]
    mentioned = next((each for each in error.args if isinstance(each, BaseException)), None)
    return error.__cause__ or mentioned
