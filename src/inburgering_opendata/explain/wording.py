"""An explanation in words: text for a terminal, or Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from inburgering_opendata.explain.explanation import (
    Explanation,
    StreamExplanation,
    TargetExplanation,
    TotalExplanation,
)

BASIS = {
    "official": "official: the amount itself was published",
    "agreed_key": "agreed key: total and key were both agreed; the amount follows from them",
    "statutory_formula": "statutory formula: computed from the formula in law",
    "indicative": "indicative: the total was agreed, the key was not; nobody promised this amount",
}


def in_words(explanation: Explanation, markdown: bool = False) -> str:
    """The explanation, stream by stream."""
    one, two = ("# ", "## ") if markdown else ("", "")
    lines = [f"{one}{explanation.name} ({explanation.code})", ""]
    for day, code, name in explanation.successors:
        lines.append(f"Ended; from {day} on (part of) {name} ({code}).")
    if not explanation.streams and not explanation.successors:
        lines.append("It did not exist on the reference date of any stream.")
    if not explanation.streams:
        lines += [
            f"From {day} on it has (part of) {name} ({code})."
            for day, code, name in explanation.predecessors
        ]
        if explanation.predecessors:
            lines.append("Explain these, or see `opendata assemble --boundaries DATE` for sums.")
    for stream in explanation.streams:
        lines += ["", f"{two}{stream.title_nl} ({stream.stream})", *_stream(stream, markdown)]
    if explanation.targets:
        lines += ["", f"{two}Taakstelling huisvesting (housing_target)"]
        lines += [_target(target, markdown) for target in explanation.targets]
    lines += ["", f"{two}Sources"]
    lines += [
        f"- {source.table}: {source.title}, {source.address}, sha256 {source.sha256}"
        for source in explanation.sources
    ]
    return "\n".join(lines)


def total_in_words(total: TotalExplanation) -> str:
    return "\n".join(
        [
            f"{total.stream}: {BASIS[total.basis]}",
            f"sum over {total.municipalities} municipalities  {euros(total.sum_eur)}",
            f"published national amount       {euros(total.national_amount_eur)}",
            f"difference                      {euros(total.difference_eur)}",
            f"“{total.quote_nl}”",
        ]
    )


def _stream(stream: StreamExplanation, markdown: bool) -> Iterator[str]:
    bullet = "- " if markdown else "  "
    cents = stream.amount_per_inhabitant_eurocent
    yield f"{bullet}amount: {euros(stream.amount_eur)}"
    per_head = f"€ {cents // 100}.{cents % 100:02}"
    yield f"{bullet}per inhabitant: {per_head} ({stream.inhabitants:,} inhabitants)"
    yield f"{bullet}rank {stream.rank} of {stream.municipalities}; share {stream.share}"
    yield f"{bullet}basis: {BASIS[stream.basis]}"
    yield f"{bullet}{stream.note}"
    yield f"{bullet}national amount: {euros(stream.national_amount_eur)}, {stream.letter_section}:"
    yield f"{bullet}  “{stream.quote_nl}”"
    if (division := stream.division) is not None:
        assert stream.key_value is not None and stream.key_total is not None
        yield (
            f"{bullet}key: {stream.distribution_key} on {stream.reference_date} "
            f"({stream.reference_date_status}): {stream.key_value:,} of {stream.key_total:,}"
        )
        yield (
            f"{bullet}exact share: {stream.national_amount_eur:,} × {stream.key_value:,} ÷ "
            f"{stream.key_total:,} = {division.share_whole:,}, remainder {division.remainder:,}"
        )
        given = "so it gets one" if division.extra else "so it gets none"
        yield (
            f"{bullet}rounding: {division.left_over:,} euros are left over and go to the largest "
            f"remainders; this one is number {division.place}, {given}"
        )
        yield f"{bullet}{division.share_whole:,} + {division.extra} = {stream.amount_eur:,}"
    for figure in stream.reported:
        yield (
            f"{bullet}reported for {figure.period}: {euros(figure.value)} ({figure.precision}), "
            f"{figure.difference:+,} from the computed amount; {figure.address}"
        )


def _target(target: TargetExplanation, markdown: bool) -> str:
    bullet = "- " if markdown else "  "
    published = (
        f"; published: {target.published_persons}" if target.published_persons is not None else ""
    )
    return (
        f"{bullet}{target.half_year}: {target.persons} persons by Adams' method "
        f"({target.persons_rounded_up} by the letter of art. 29) of {target.national_target:,}, "
        f"with {target.inhabitants:,} of {target.inhabitants_total:,} inhabitants{published}"
    )


def euros(amount: int) -> str:
    return f"€ {amount:,}"
