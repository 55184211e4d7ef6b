"""What the small picture of a municipality means: drawn inside when it is saved, linked to and
cited.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from markupsafe import escape

from inburgering_opendata.pages.municipality import PICTURED, Facts
from inburgering_opendata.toolkit.describe.pages import Address
from inburgering_opendata.toolkit.publish.site.meaning import (
    Figures,
    Imprint,
    Meaning,
    file_name,
    leading,
)
from inburgering_opendata.toolkit.publish.site.pictures import telling_of


@dataclass(frozen=True, kw_only=True)
class SmallPicture:
    """The picture of one municipality as it leaves the site."""

    title: str
    under: str
    foot: str
    """Lines."""
    meaning: str
    """The first columns of its CSV file, as JSON."""
    file: str
    """Without the ending."""
    address: str
    embedding: str
    citation: str


def small_picture(
    imprint: Imprint, facts: Facts, meaning: Meaning, page: Address, chooser: Address
) -> SmallPicture | None:
    """None for a municipality without a picture.

    Args:
        imprint: of the release.
        facts: of the municipality.
        meaning: what the amounts of the picture mean.
        page: that of the municipality.
        chooser: the page on which anybody can choose this picture, for who embeds it.
    """
    if facts.picture is None:
        return None
    words, language = imprint.words, imprint.language
    figures = Figures(
        id=f"{facts.code}.{PICTURED}",
        file=file_name(words("municipality.picture_file", title=facts.picture.title)),
        title=facts.picture.title,
        language=language,
        meaning=meaning,
        fields=(),
        rows=(),
        page=page,
        fragment="compared",
    )
    told = telling_of(imprint, figures)
    asked = f"embed=1&view=distribution&figure={PICTURED}.amount_eur&chosen={facts.code}"
    embedded = f"{imprint.top}{chooser.path(language)}#{asked}"
    return SmallPicture(
        title=told.title,
        under=told.under,
        foot="\n".join(told.foot),
        meaning=json.dumps(leading(figures, imprint.version), ensure_ascii=False),
        file=imprint.path(figures, "svg").rpartition("/")[2].removesuffix(".svg"),
        address=imprint.address(figures),
        embedding=(
            f'<iframe src="{escape(embedded)}" title="{escape(told.title)}" width="100%" '
            'height="720" loading="lazy"></iframe>'
        ),
        citation=imprint.citation(figures),
    )
