"""The score for people and for machines."""

from __future__ import annotations

from typing import Any

from inburgering_opendata.toolkit.publish.catalogue.score.metrics import (
    MAXIMUM,
    METRICS,
    Dimension,
    rating,
)
from inburgering_opendata.toolkit.publish.catalogue.score.scoring import ReleaseScore

METHOD = "https://dataeuropa.gitlab.io/data-provider-manual/metadata-quality-dashboard/"


PLACEHOLDERS = "not rated"
"""The rating of a catalogue with placeholders: whatever its points, nobody can use it so."""


def maximum_of(dimension: Dimension) -> int:
    return sum(metric.points for metric in METRICS if metric.dimension is dimension)


def as_rows(score: ReleaseScore) -> list[tuple[str, ...]]:
    """A row for each dataset with its points by dimension, below a header and above the maximum."""
    header = ("dataset", *(dimension.value for dimension in Dimension), "points", "rating")
    return [
        header,
        *(
            (
                each.title,
                *(str(each.of(dimension)) for dimension in Dimension),
                str(each.points),
                PLACEHOLDERS if score.placeholders else rating(each.points),
            )
            for each in score.datasets
        ),
        ("(maximum)", *(str(maximum_of(d)) for d in Dimension), str(MAXIMUM), ""),
    ]


def lost_points(score: ReleaseScore) -> list[str]:
    """What each dataset misses, the most points first."""
    lost = [(each, missing.metric) for each in score.datasets for missing in each.lost]
    return [
        f"{each.title}: {metric.points} points for {metric.property} ({metric.name})"
        for each, metric in sorted(lost, key=lambda pair: -pair[1].points)
    ]


def placeholders_told(score: ReleaseScore) -> str | None:
    """That there are placeholders, and which; None when all was named."""
    if not score.placeholders:
        return None
    return (
        "Not rated, as these are placeholders, to which points are given all the same; "
        "name them in opendata.toml:\n" + "\n".join(score.placeholders)
    )


def as_json(score: ReleaseScore, least: int) -> dict[str, Any]:
    """Everything that was scored."""
    return {
        "outcome": "passed" if all(each.points >= least for each in score.datasets) else "failed",
        "method": METHOD,
        "maximum": MAXIMUM,
        "at_least": least,
        "unanswered": list(score.unanswered),
        "placeholders": list(score.placeholders),
        "datasets": [
            {
                "dataset": each.dataset,
                "title": each.title,
                "points": each.points,
                "rating": None if score.placeholders else rating(each.points),
                "dimensions": {d.value: each.of(d) for d in Dimension},
                "distribution": each.distribution,
                "metrics": [
                    {
                        "metric": scored.metric.name,
                        "dimension": scored.metric.dimension.value,
                        "property": scored.metric.property,
                        "points": scored.points,
                        "maximum": scored.metric.points,
                    }
                    for scored in each.scored
                ],
            }
            for each in score.datasets
        ],
    }
