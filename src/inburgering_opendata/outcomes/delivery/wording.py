"""Problems and notes in words, in Dutch or English; values only for whom may see them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from inburgering_opendata.outcomes.delivery.identity import identifying_cell
from inburgering_opendata.outcomes.delivery.problem import Problem
from inburgering_opendata.outcomes.delivery.sheet import Note
from inburgering_opendata.toolkit.describe.language import Language, Words, load_words
from inburgering_opendata.toolkit.describe.table_schema import TableSchema
from inburgering_opendata.toolkit.ground.visible import inert

WORDS = Path(__file__).with_name("words.toml")

SHOWN = 10
"""Problems of one rule in a text before the rest is only counted; JSON and the copy have all."""


@dataclass(frozen=True)
class Wording:
    """How a delivery of one kind is spoken of."""

    language: Language
    schema: TableSchema | None
    """Of the kind of delivery, once that is known."""
    show_values: bool

    @cached_property
    def words(self) -> Words:
        return load_words(WORDS, self.language)

    def sentence(self, problem: Problem) -> str:
        """What is wrong, without where."""
        details = {**self._shown_all(problem.details), **self._known(problem)}
        said = self.words(f"problem.{problem.rule}", **details)
        sentence = said.rstrip(".")
        if problem.is_empty and problem.column is None:
            return self.words("where.absent", sentence=sentence, field=details["field"])
        if problem.is_empty and problem.rule != "required":
            return self.words("where.empty", sentence=sentence)
        if problem.value is None or not self.show_values:
            return said
        return self.words("where.value", sentence=sentence, value=self.shown(problem.value))

    def shown(self, text: str, *, whole: bool = False) -> str:
        """What comes from the file as it may be shown: without orders, and without a person."""
        return self.words("where.withheld") if identifying_cell(text) else inert(text, whole=whole)

    def _shown_all(self, details: Mapping[str, object]) -> Mapping[str, object]:
        return {
            name: self.shown(value, whole=True) if isinstance(value, str) else value
            for name, value in details.items()
        }

    def place(self, problem: Problem) -> str:
        """Where it is wrong: sheet, row and column, as far as it has them."""
        parts = []
        if problem.sheet is not None:
            parts.append(self.words("where.sheet", sheet=self.shown(problem.sheet)))
        if problem.row is not None:
            parts.append(self.words("where.row", row=problem.row))
        if problem.column is not None:
            name = "where.column_named" if problem.header else "where.column"
            header = self.shown(problem.header or "")
            parts.append(self.words(name, column=problem.column, header=header))
        return ", ".join(parts)

    def line(self, problem: Problem) -> str:
        place = self.place(problem)
        rule = problem.check.id if problem.check else problem.rule
        return f"{place + ': ' if place else ''}{self.sentence(problem)} [{rule}]"

    def lines(self, problems: Iterable[Problem]) -> Iterator[str]:
        """The problems in order, the first few of each rule."""
        by_rule: dict[tuple[str, str | None], list[Problem]] = {}
        for problem in problems:
            id = problem.check.id if problem.check else None
            by_rule.setdefault((problem.rule, id), []).append(problem)
        for of_rule in by_rule.values():
            yield from map(self.line, of_rule[:SHOWN])
            if len(of_rule) > SHOWN:
                yield self.words("outcome.more", number=len(of_rule) - SHOWN)

    def note(self, note: Note) -> str:
        details = {
            name: self.words(f"as.{value}") if name in _WORDS_OF_NOTES else value
            for name, value in self._shown_all(note.details).items()
        }
        return self.words(f"note.{note.name}", **details)

    def _known(self, problem: Problem) -> dict[str, object]:
        """What the schema and the suite say of the field that is wrong."""
        known: dict[str, object] = {}
        if problem.check:
            dutch = self.language.code == "nl"
            known["reason"] = problem.check.reason_nl if dutch else problem.check.reason
            columns = problem.check.kwargs.get("column_list", ())
            known["columns"] = ", ".join(map(self._title, columns))
        name = problem.details.get("field")
        if self.schema and name in self.schema.field_names:
            field = self.schema.field(str(name))
            known["field"] = self._title(str(name))
            known["choices"] = ", ".join(map(str, field.constraints.get("enum", ())))
            known["decimals"] = field.descriptor.get("decimals")
            if problem.rule == "pattern":
                known["pattern"] = self.words(f"pattern.{name}")
            if problem.rule == "range":
                known["bounds"] = self.words("bounds.minimum", **field.constraints)
        return known

    def _title(self, name: str) -> str:
        if self.schema is None:
            return name
        return self.language.of(self.schema.field(name).descriptor, "title")


_WORDS_OF_NOTES = frozenset({"encoding_how", "delimiter_how", "delimiter", "sign"})
