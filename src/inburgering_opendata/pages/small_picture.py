"""What the small picture of a municipality means: drawn inside when it is saved, linked to and
cited.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from markupsafe import escape

from inburgering_opendata.pages.figures import NOW
from inburgering_opendata.pages.municipality import PICTURED, Picture
from inburgering_opendata.toolkit.describe.pages import Address
from inburgering_opendata.toolkit.publish.site.meaning import (
    Figures,
    Imprint,
    file_name,
    leading,
)
from inburgering_opendata.toolkit.publish.site.pictures import telling_of


@dataclass(frozen=True, kw_only=True)
class SmallPicture:
    """The picture of one municipality as it leaves the site."""

    picture: Picture
    title: str
    under: str
    foot: str
    """Lines."""
    meaning: str
    """The first columns of its CSV file, as JSON."""
    file: str
    """Without the ending."""
    address: str
    fragment: str
    """What of the page shows it."""
    embedding: str
    citation: str


def small_picture(
    imprint: Imprint, code: str, picture: Picture, page: Address, chooser: Address
) -> SmallPicture:
    """The picture with what is told with it.

    Args:
        imprint: of the release.
        code: of the municipality.
        picture: of the municipality.
        page: that of the municipality.
        chooser: the page on which anybody can choose this picture, for who embeds it.
    """
    words, language = imprint.words, imprint.language
    figure = f"{PICTURED}.amount_eur{NOW if picture.on == 'now' else ''}"
    figures = Figures(
        id=f"{code}.{figure}",
        file=file_name(words("municipality.picture_file", title=picture.title)),
        title=picture.title,
        language=language,
        meaning=picture.meaning,
        fields=(),
        rows=(),
        page=page,
        fragment=f"compared-{picture.on}",
    )
    told = telling_of(imprint, figures)
    asked = f"embed=1&view=distribution&figure={figure}&chosen={code}"
    embedded = f"{imprint.top}{chooser.path(language)}#{asked}"
    return SmallPicture(
        picture=picture,
        title=told.title,
        under=told.under,
        foot="\n".join(told.foot),
        meaning=json.dumps(leading(figures, imprint.version), ensure_ascii=False),
        file=imprint.path(figures, "svg").rpartition("/")[2].removesuffix(".svg"),
        address=imprint.address(figures),
        fragment=figures.fragment,
        embedding=(
            f'<iframe src="{escape(embedded)}" title="{escape(told.title)}" width="100%" '
            'height="720" loading="lazy"></iframe>'
        ),
        citation=imprint.citation(figures),
    )
