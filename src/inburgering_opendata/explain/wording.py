"""An explanation in words: text for a terminal, or Markdown; in Dutch or in English."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from inburgering_opendata.explain.explanation import Explanation
from inburgering_opendata.explain.grant_rule import Term
from inburgering_opendata.explain.grants import GrantExplanation
from inburgering_opendata.explain.receipts import Receipts
from inburgering_opendata.explain.reported import Reported
from inburgering_opendata.explain.rules import RuleFit
from inburgering_opendata.explain.streams import StreamExplanation, TotalExplanation
from inburgering_opendata.explain.tables import SourceFile
from inburgering_opendata.explain.targets import ADAMS, TargetExplanation
from inburgering_opendata.toolkit.describe.addresses import is_front_page
from inburgering_opendata.toolkit.describe.language import ENGLISH, Language, Words, load_words

_WORDS = Path(__file__).with_name("words.toml")


def words_of_explanations(language: Language) -> Words:
    return load_words(_WORDS, language)


def in_words(explanation: Explanation, markdown: bool = False, language: Language = ENGLISH) -> str:
    """The explanation, stream by stream."""
    words = words_of_explanations(language)
    one, two = ("# ", "## ") if markdown else ("", "")

    def listed(steps: Iterable[str]) -> Iterator[str]:
        for step in steps:
            # What a line quotes stands deeper than the line itself.
            deeper = step[: len(step) - len(step.lstrip())]
            yield f"{deeper}{'- ' if markdown else '  '}{step.lstrip()}"

    lines = [f"{one}{explanation.name} ({explanation.code})", ""]
    lines += history_in_words(explanation, language)
    if explanation.is_without_streams and explanation.predecessors:
        lines.append(words("municipality.see_predecessors"))
    for stream in explanation.streams:
        title = stream.title_nl if language.code == "nl" else stream.title
        lines += ["", f"{two}{title} ({stream.stream})"]
        lines += listed(stream_in_words(stream, language))
    if explanation.targets:
        lines += ["", two + words("target.title"), *listed(targets_in_words(explanation, language))]
    for grant in explanation.grants:
        lines += ["", two + words("grant.title", grant=grant.grant)]
        lines += listed(grant_in_words(grant, language))
    if explanation.reported:
        lines += ["", two + words("reported.title")]
        lines += listed(others_reported_in_words(explanation.reported, language))
    lines += ["", two + words("municipality.sources")]
    lines += [
        f"- {source.table}: {source.title_nl if language.code == 'nl' else source.title}, "
        f"{_where(source, language)}, sha256 {source.sha256}"
        for source in explanation.sources
    ]
    return "\n".join(lines)


def _where(source: SourceFile, language: Language) -> str:
    """Where a source is to be found; the front page of a site is not the text itself."""
    words = words_of_explanations(language)
    if source.rows_in:
        return words("source.rows", table=source.rows_in)
    if is_front_page(source.address):
        return words("source.unfound", address=source.address)
    return source.address


def history_in_words(explanation: Explanation, language: Language) -> Iterator[str]:
    """Where the municipality went, or where it came from when it is too young for any stream."""
    words = words_of_explanations(language)
    for day, code, name in explanation.successors:
        yield words("municipality.successor", date=day, name=name, code=code)
    if not explanation.is_without_streams:
        return
    lives = explanation.predecessors and not explanation.valid_to
    yield words("municipality.no_stream_yet" if lives else "municipality.no_stream")
    for day, code, name in explanation.predecessors:
        yield words("municipality.predecessor", date=day, name=name, code=code)


def total_in_words(total: TotalExplanation, language: Language = ENGLISH) -> str:
    words = words_of_explanations(language)
    rows = [
        (words("total.sum", municipalities=total.municipalities), total.sum_eur),
        (words("total.national"), total.national_amount_eur),
        (words("total.difference"), total.difference_eur),
    ]
    width = max(len(label) for label, _ in rows)
    lines = [f"{label.ljust(width)}  {language.euros(amount)}" for label, amount in rows]
    return "\n".join(
        [f"{total.stream}: {words(f'basis.{total.basis}')}", *lines, f"“{total.quote_nl}”"]
    )


def stream_in_words(stream: StreamExplanation, language: Language) -> Iterator[str]:
    """What a municipality’s amount in a stream is and the whole calculation, a step a line."""
    words, number, euros = words_of_explanations(language), language.number, language.euros
    yield words(
        "amount.computed" if stream.division else "amount.published",
        amount=euros(stream.amount_eur),
        nature=words(f"nature.{stream.nature}"),
    )
    yield words(
        "stream.per_head",
        amount=language.cents(stream.amount_per_inhabitant_eurocent),
        inhabitants=number(stream.inhabitants),
    )
    yield words(
        "stream.rank",
        rank=stream.rank,
        municipalities=stream.municipalities,
        share=language.decimals(stream.share),
    )
    yield words("stream.basis", basis=words(f"basis.{stream.basis}"))
    yield from same_money_in_words(stream, language)
    yield stream.note_nl if language.code == "nl" else stream.note
    yield from calculation_in_words(stream, language)
    for figure in stream.reported:
        yield reported_in_words(figure, language)


def same_money_in_words(stream: StreamExplanation, language: Language) -> Iterator[str]:
    """The other stages of the same money: what was promised beside what was transferred."""
    words, euros = words_of_explanations(language), language.euros
    for other in stream.same_money:
        yield words(
            "stream.same_money",
            title=other.title_nl if language.code == "nl" else other.title,
            stream=other.stream,
            national=euros(other.national_amount_eur),
            nature=words(f"nature.{other.nature}"),
            amount=words("stream.no_amount")
            if other.amount_eur is None
            else euros(other.amount_eur),
        )


def calculation_in_words(stream: StreamExplanation, language: Language) -> Iterator[str]:
    """From the national amount and its sentence to the last euro."""
    words, number = words_of_explanations(language), language.number
    national = stream.national_amount_eur
    source = stream.source_nl if language.code == "nl" else stream.source
    yield words(
        "stream.national",
        amount=language.euros(national),
        nature=words(f"nature.{stream.nature}"),
        section=stream.letter_section or f"{source} ({stream.source_address})",
    )
    yield f"  “{stream.quote_nl}”"
    if stream.receipts is not None and stream.division is not None:
        yield from receipts_in_words(stream.receipts, language)
    for rule in stream.rules:
        yield rule_in_words(rule, language)
    if (division := stream.division) is None:
        return
    assert stream.key_value is not None and stream.key_total is not None
    values = {
        "national": number(national),
        "value": number(stream.key_value),
        "total": number(stream.key_total),
        "whole": number(division.share_whole),
        "remainder": number(division.remainder),
        "left_over": number(division.left_over),
        "place": division.place,
        "extra": division.extra,
        "amount": number(stream.amount_eur),
        "key": words(f"key.{stream.distribution_key}"),
        "date": stream.reference_date,
        "status": words(f"date.{stream.reference_date_status}"),
    }
    rounding = "gets_one" if division.extra else "gets_none"
    for step in ("key", "share", rounding, "sum"):
        yield words(f"stream.{step}", **values)


@lru_cache(maxsize=256)
def rule_in_words(rule: RuleFit, language: Language) -> str:
    """A rule with its fit; the numbers are those that were counted from the evidence."""
    words, dutch = words_of_explanations(language), language.code == "nl"
    line = words(
        "rule.line",
        use=words(f"rule.{rule.use}"),
        period=rule.period,
        statement=rule.statement_nl if dutch else rule.statement,
        fit=words(f"fit_short.{rule.fit}", met=rule.met, compared=rule.compared),
    )
    if not rule.compared_unused:
        line += words("rule.all_used")
    elif rule.compared_unused < rule.compared:
        line += words("target.unused", met=rule.met_unused, compared=rule.compared_unused)
    remark = rule.remark_nl if dutch else rule.remark
    return f"{line}; {remark}" if remark else line


def receipts_in_words(receipts: Receipts, language: Language) -> Iterator[str]:
    """What was reported as received, which totals and days that leaves, and what is inferred."""
    words, euros = words_of_explanations(language), language.euros
    for receipt in receipts.receipts:
        yield words(
            "receipts.used" if receipt.is_used_to_find else "receipts.test",
            name=receipt.name,
            amount=euros(receipt.reported_eur),
            precision=words(f"precision.{receipt.precision}"),
        )
    for implied in receipts.implied:
        if implied.least_total_eur is None or implied.most_total_eur is None:
            yield words("receipts.none", date=implied.reference_date)
            continue
        yield words(
            "receipts.among" if implied.has_published_total else "receipts.not_among",
            date=implied.reference_date,
            least=euros(implied.least_total_eur),
            most=euros(implied.most_total_eur),
            published=euros(receipts.published_total_eur),
        )
    dutch = language.code == "nl"
    yield words(
        "receipts.vat",
        missing=euros(receipts.missing_eur),
        statement=receipts.vat_statement_nl if dutch else receipts.vat_statement,
        source=receipts.vat_source_nl if dutch else receipts.vat_source,
        address=receipts.vat_address,
    )
    yield f"  “{receipts.vat_quote_nl}”"


def reported_in_words(figure: Reported, language: Language) -> str:
    words = words_of_explanations(language)
    difference = ""
    if figure.difference is not None:
        difference = words("stream.difference", difference=language.difference(figure.difference))
    return words(
        "stream.received" if figure.nature == "received" else "stream.reported",
        period=figure.period,
        amount=language.euros(figure.value),
        precision=words(f"precision.{figure.precision}"),
        difference=difference,
        address=figure.address,
    )


SAID_OF = {"received": "received", "budget_gap": "gap"}
"""What is said of a reported figure of that nature, as its subject alone would say too much."""


def written(unit: str, language: Language) -> Callable[[int], str]:
    """How a figure in that unit is written."""
    money = {"EUR": language.euros, "eurocent": language.cents}
    return money.get(unit, language.number)


def others_reported_in_words(figures: Iterable[Reported], language: Language) -> Iterator[str]:
    """What was reported, with its quote, and the computed value where it may be compared."""
    words = words_of_explanations(language)
    for figure in figures:
        amount = written(figure.unit, language)
        note = figure.note_nl if language.code == "nl" else figure.note
        beside = words("reported.not_comparable") + (f" ({note})" if note else "")
        if figure.computed is not None:
            difference = ""
            if figure.difference is not None:
                stated = language.difference(figure.difference)
                difference = words("reported.difference", difference=stated)
            beside = words(
                "reported.beside", computed=amount(figure.computed), difference=difference
            )
        if figure.contested is not None:
            contested = words("reported.contested", other=amount(figure.contested))
            beside = f"{contested}; {beside}"
        yield words(
            f"reported.{SAID_OF.get(figure.nature, 'line')}",
            period=figure.period,
            subject=figure.title_nl if language.code == "nl" else figure.title,
            value=amount(figure.value),
            precision=words(f"precision.{figure.precision}"),
            beside=beside,
            address=figure.address,
        )
        if figure.quote_nl:
            yield f"  “{figure.quote_nl}”"


def grant_in_words(grant: GrantExplanation, language: Language) -> Iterator[str]:
    """What a municipality gets for provisions, from its numbers to the last cent."""
    words, number, cents = words_of_explanations(language), language.number, language.cents
    division = grant.division
    yield words("grant.amount", amount=cents(grant.total_eurocent))
    yield words("stream.basis", basis=words(f"basis.{grant.basis}"))
    yield words("grant.formula", formula=grant.formula)
    rank = {"rank": grant.rank, "municipalities": grant.municipalities}
    yield words("stream.rank", **rank, share=language.decimals(grant.share))
    bgo = cents(grant.bgo_eurocent)
    yield words(
        "grant.bgo",
        persons=number(grant.family_and_other),
        amount=cents(grant.go_eurocent),
        bgo=bgo,
    )
    yield words(
        "grant.budget",
        terms=_terms(grant.budget, language),
        budget=cents(grant.tba_eurocent),
    )
    yield words(
        "grant.base",
        terms=_terms(grant.base, language),
        gg=_exact(grant.gg, language),
        total=_exact(grant.gg_total, language),
    )
    rounding = "gets_one" if division.extra else "gets_none"
    yield words(
        "grant.ba",
        budget=cents(grant.tba_eurocent),
        gg=_exact(grant.gg, language),
        total=_exact(grant.gg_total, language),
        whole=cents(division.share_whole),
    )
    yield words(f"grant.{rounding}", left_over=number(division.left_over), place=division.place)
    yield words(
        "grant.sum",
        bgo=bgo,
        ba=cents(grant.ba_eurocent),
        abo=cents(grant.abo_eurocent),
        total=cents(grant.total_eurocent),
    )
    effect = grant.effect_of_d_eurocent
    sign = "-" if effect < 0 else "+"
    without = cents(grant.total_without_d_eurocent)
    yield words("grant.performance", without=without, sign=sign, effect=cents(abs(effect)))
    if grant.official_total_eurocent is not None:
        difference = grant.official_difference_eurocent or 0
        yield words(
            "grant.official",
            amount=cents(grant.official_total_eurocent),
            sign="-" if difference < 0 else "+",
            difference=cents(abs(difference)),
        )
    if grant.inputs_estimated:
        yield words("grant.estimated")
    for name, value in grant.supplied:
        yield words("grant.supplied", name=name, value=value)


def _terms(terms: Iterable[Term], language: Language) -> str:
    """A sum such as 337 × 0.70 × 5,820.70 + 14 × 1,061.77."""
    return " + ".join(
        " × ".join(
            [
                language.number(term.number),
                *([_hundredths(term.share, language)] if term.share != 100 else []),
                _hundredths(term.each, language),
            ]
        )
        for term in terms
    )


def _hundredths(value: int, language: Language) -> str:
    return language.decimals(f"{value // 100}.{value % 100:02}")


def _exact(ten_thousandths: int, language: Language) -> str:
    return language.decimals(f"{ten_thousandths // 10_000}.{ten_thousandths % 10_000:04}")


def targets_in_words(explanation: Explanation, language: Language) -> Iterator[str]:
    """Every target, the steps of the latest, and which half-years could not be computed."""
    words = words_of_explanations(language)
    for basis in sorted({target.basis for target in explanation.targets}, reverse=True):
        yield words("stream.basis", basis=words(f"basis.{basis}"))
    for target in explanation.targets:
        yield target_in_words(target, language)
    for half_year in explanation.targets_unknown:
        yield words("target.unknown", half_year=half_year)
    if not explanation.valid_to:
        yield words("target.latest", half_year=explanation.targets[-1].half_year)


def _fit_in_words(target: TargetExplanation, language: Language) -> str:
    words = words_of_explanations(language)
    fit = words(f"fit.{target.status}", met=target.met, compared=target.compared)
    if target.compared_unused == target.compared:
        return fit
    unused = {"met": target.met_unused, "compared": target.compared_unused}
    return fit + words("target.unused", **unused)


def target_in_words(target: TargetExplanation, language: Language) -> str:
    """The target of a half-year: method, how well that is known, and the other candidates."""
    words, number = words_of_explanations(language), language.number
    told = {
        "half_year": target.half_year,
        "persons": number(target.persons),
        "national": number(target.national_target),
        "inhabitants": number(target.inhabitants),
        "total": number(target.inhabitants_total),
    }
    if target.is_computed_by:
        method = words(f"method.{target.is_computed_by}")
        line = words("target.line", **told, method=method, status=_fit_in_words(target, language))
    else:
        line = words("target.official", **told)
    if target.divisor is not None:
        line += words("target.divisor", divisor=language.decimals(target.divisor))
    elif target.is_computed_by == ADAMS:
        line += words("target.tie")
    others = [
        words("target.other", persons=number(persons), method=words(f"method.{name}"))
        for name, persons in target.candidates.items()
        if name != target.is_computed_by
    ]
    line += words("target.others", others=", ".join(others))
    if remark := target.remark_nl if language.code == "nl" else target.remark:
        line += f"; {remark}"
    if before := target.before_lowering:
        persons, national = number(before.persons), number(before.national_target)
        line += words("target.lowered", persons=persons, national=national)
    if target.published_persons is not None:
        line += words("target.published", persons=number(target.published_persons))
    return line
