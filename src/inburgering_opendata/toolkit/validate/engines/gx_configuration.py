"""Let Great Expectations make the configuration of an expectation once for a validation.

It looks at the configuration of an expectation some fifty times for each check, and makes it anew
from the fields at every look, which is two fifths of the time of a validation. Expectations do not
change while they are validated, so one configuration serves all the looks.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from great_expectations.expectations.expectation import Expectation
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

Made = dict[int, tuple[Expectation, ExpectationConfiguration]]
"""Configurations by identity; the expectation is held, so that no other gets its identity."""

_made: ContextVar[Made | None] = ContextVar("made", default=None)
_own: property = vars(Expectation)["configuration"]


@contextmanager
def configured_once() -> Iterator[None]:
    """Inside this context an expectation has one configuration, and must not be changed."""
    token = _made.set({})
    try:
        yield
    finally:
        _made.reset(token)


def _configuration(self: Expectation) -> ExpectationConfiguration:
    made = _made.get()
    if made is not None and id(self) in made:
        return made[id(self)][1]
    configuration: ExpectationConfiguration = _own.__get__(self)
    if made is not None:
        made[id(self)] = (self, configuration)
    return configuration


setattr(Expectation, "configuration", property(_configuration))  # noqa: B010  (it has no setter)
