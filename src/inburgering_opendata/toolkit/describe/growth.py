"""Whether the time of matching a pattern grows with the text alone, in an engine that tries.

Python and Java try one way of matching after the other. Where a text can be divided in several ways
over the repetitions of a pattern, as by `(a+)+` or by `a*a*`, there are so many ways that a text of
a few thousand signs takes hours. Such a pattern is found by the automaton of Glushkov: a state for
each place of the pattern, which follow each other. Two ways to go round a state that read the same
(exponential), or to go round one, to another, and round that (a power), are what must not be there
(A. Weber and H. Seidl, On the degree of ambiguity of finite automata, 1991).
"""

from __future__ import annotations

import re._constants as op  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from typing import Any

_COPIES = 3
"""As many repetitions stand for any number of them that is fixed."""
_FEW = 32
"""So many repetitions of one sign, more or fewer, are no growth; beyond that they are as any."""

Signs = frozenset[int]
_LAST = 0x10FFFF
_LINE_FEED = 10


@dataclass(frozen=True)
class _Part:
    """A part of a pattern: whether it may be empty, and at which places it begins and ends."""

    nullable: bool
    first: frozenset[int]
    last: frozenset[int]


_EMPTY = _Part(True, frozenset(), frozenset())


@lru_cache(maxsize=256)
def grows_faster(pattern: str, *, is_whole: bool) -> bool:
    """Whether matching `pattern`, which Python can parse, may take more than a linear time.

    Args:
        is_whole: it must match a text as a whole; else it is looked for in it.
    """
    parsed = parser.parse(pattern)
    begins = is_whole or (len(parsed) > 0 and parsed[0][0] is op.AT)
    automaton = _Automaton(_alphabet(parsed))
    whole = automaton.sequence(parsed)
    if not begins and automaton.loops:
        # A search begins anew at every sign, as if anything stood before.
        before = automaton.sign(automaton.any)
        automaton.join(before.last, before.first, is_loop=True)
        automaton.join(before.last, whole.first)
    if not automaton.loops:  # nothing can be gone round
        return automaton.doubled
    return automaton.doubled or automaton.goes_round_twice() or automaton.goes_round_in_turn()


class _Automaton:
    """The places of a pattern, what stands at each, and which follow which."""

    def __init__(self, alphabet: Signs) -> None:
        self.any = alphabet - {_LINE_FEED}
        self.doubled = False
        """A place follows another in two ways, so that a text may be divided in two ways."""
        self.loops = False
        self._depth = 0
        self._alphabet = alphabet
        self._signs: list[Signs] = []
        self._follow: list[set[int]] = []

    def sequence(self, items: Iterable[Any]) -> _Part:
        return reduce(self._then, map(self._part, items), _EMPTY)

    def sign(self, signs: Signs) -> _Part:
        self._signs.append(signs)
        self._follow.append(set())
        place = frozenset((len(self._signs) - 1,))
        return _Part(False, place, place)

    def join(self, last: Iterable[int], first: Iterable[int], *, is_loop: bool = False) -> None:
        firsts = set(first)
        for place in last:
            self.doubled = self.doubled or (is_loop and not firsts.isdisjoint(self._follow[place]))
            self._follow[place] |= firsts
        self.loops = self.loops or is_loop

    def _then(self, left: _Part, right: _Part) -> _Part:
        self.join(left.last, right.first)
        return _Part(
            left.nullable and right.nullable,
            left.first | (right.first if left.nullable else frozenset()),
            right.last | (left.last if right.nullable else frozenset()),
        )

    def _part(self, item: tuple[Any, Any]) -> _Part:
        code, value = item
        if code is op.BRANCH:
            return self._either([self.sequence(each) for each in value[1]])
        if code is op.SUBPATTERN:
            return self.sequence(value[-1])
        if code in (op.MAX_REPEAT, op.MIN_REPEAT):
            return self._repeated(*value)
        if code is op.AT:
            return _EMPTY
        return self.sign(_signs(item, self._alphabet))

    def _either(self, parts: Sequence[_Part]) -> _Part:
        # Two ways to read nothing, round and round.
        self.doubled |= self._depth > 0 and sum(part.nullable for part in parts) > 1
        return _Part(
            any(part.nullable for part in parts),
            frozenset().union(*(part.first for part in parts)),
            frozenset().union(*(part.last for part in parts)),
        )

    def _repeated(self, least: int, most: int, items: Any) -> _Part:
        low, high = items.getwidth()
        is_one_sign = low == high == 1
        if most <= 1:
            return self._optional(items, int(most), least)
        is_fixed = least == most and low == high
        if not is_fixed and not (most <= _COPIES or (is_one_sign and most - least <= _FEW)):
            self._depth += 1
            part = self.sequence(items)
            self._depth -= 1
            self.join(part.last, part.first, is_loop=True)
            return _Part(part.nullable or not least, part.first, part.last)
        must = min(least, _COPIES)
        more = min(most - least, _COPIES)
        copies = [self.sequence(items) for _ in range(must)]
        return reduce(self._then, [*copies, self._optional(items, more, 0)], _EMPTY)

    def _optional(self, items: Any, times: int, least: int) -> _Part:
        """Up to `times` repetitions, each only behind the one before."""
        if not times:
            return _EMPTY
        part = self._then(self.sequence(items), self._optional(items, times - 1, 0))
        return part if least else _Part(True, part.first, part.last)

    def goes_round_twice(self) -> bool:
        """Whether from a place back to it lead two ways that read the same."""
        for place in self._round():
            start = (place, place)
            apart = (pair for pair in self._reached(start) if pair[0] != pair[1])
            if any(start in self._reached(pair) for pair in apart):
                return True
        return False

    def goes_round_in_turn(self) -> bool:
        """Whether the same text leads round a place, from it to another, and round that.

        Where nothing goes round twice, no way leads back from the other: over it the same text
        would lead round the first place in as many ways as there are moments to leave it.
        """
        after = {place: self._reached((place,)) for place in self._round()}
        return any(
            (first, second, second) in self._reached((first, first, second))
            for first in after
            for second in after
            if (second,) in after[first] and (first,) not in after[second]
        )

    def _round(self) -> list[int]:
        """The places from which a way leads back to them."""
        return [n for n in range(len(self._signs)) if (n,) in self._reached((n,))]

    def _reached(self, start: tuple[int, ...]) -> set[tuple[int, ...]]:
        """The places that several ways come to at once which read the same, in a step or more."""
        found: set[tuple[int, ...]] = set()
        waiting = [start]
        while waiting:
            for each in self._next(waiting.pop()):
                if each not in found:
                    found.add(each)
                    waiting.append(each)
        return found

    def _next(self, places: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        steps: list[tuple[tuple[int, ...], Signs]] = [((), self._alphabet)]
        for place in places:
            steps = [
                ((*taken, after), common)
                for taken, signs in steps
                for after in self._follow[place]
                if (common := signs & self._signs[after])
            ]
        return (taken for taken, _ in steps)


def _alphabet(parsed: Any) -> Signs:
    """Signs that stand for all: those at the edges of every set, and one beside each."""
    edges = {_LINE_FEED, ord("a"), _LAST}

    def look(value: Any) -> None:
        if isinstance(value, int) and not isinstance(value, type(op.LITERAL)):
            edges.update(n for n in (value - 1, value, value + 1) if 0 <= n <= _LAST)
        elif isinstance(value, (list, tuple, parser.SubPattern)):
            for each in value:
                look(each)

    look(parsed)
    return frozenset(edges)


def _signs(item: tuple[Any, Any], alphabet: Signs) -> Signs:
    """The signs of an alphabet that one place of a pattern reads."""
    code, value = item
    tests: dict[Any, Callable[[int], bool]] = {
        op.LITERAL: lambda sign: sign == value,
        op.NOT_LITERAL: lambda sign: sign != value,
        op.ANY: lambda sign: sign != _LINE_FEED,
        op.RANGE: lambda sign: value[0] <= sign <= value[1],
    }
    if code is not op.IN:
        return frozenset(filter(tests[code], alphabet))
    inside: Signs = frozenset().union(
        *(_signs(each, alphabet) for each in value if each[0] is not op.NEGATE)
    )
    return alphabet - inside if value[0][0] is op.NEGATE else inside
