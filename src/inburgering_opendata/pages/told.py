"""The pages of the subject, as the toolkit is told of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from inburgering_opendata.explain.wording import words_of_explanations
from inburgering_opendata.pages.about import METHOD, PLACES, own_pages, start
from inburgering_opendata.pages.choices import choices
from inburgering_opendata.pages.files import own_files
from inburgering_opendata.pages.meanings import of_population, of_targets
from inburgering_opendata.pages.municipalities import Municipalities
from inburgering_opendata.pages.plans import evidence, funding, outcomes
from inburgering_opendata.pages.plans.maps import latest, map_plan
from inburgering_opendata.pages.released import tells_of_municipalities
from inburgering_opendata.pages.words import WORDS
from inburgering_opendata.toolkit.describe.language import Language
from inburgering_opendata.toolkit.describe.pages import Address
from inburgering_opendata.toolkit.publish.site.contents import Contents
from inburgering_opendata.toolkit.publish.site.drawing import ask_for_program
from inburgering_opendata.toolkit.publish.site.pages import Page, Site
from inburgering_opendata.toolkit.publish.site.pictures import Maker
from inburgering_opendata.toolkit.publish.site.told import OwnPages

_ROOM = Path(__file__).parent

MENU = ("municipalities", "pictures", "evidence", "data", "method", "limits")

_FORMS = (False, True)
"""On the boundaries of then, and of today."""

# The first two of `allocation` are on the start page as well, and all of the outcomes.
MAKERS: Mapping[str, Sequence[Maker]] = {
    "allocation": tuple(
        maker
        for on_today in _FORMS
        for maker in (
            map_plan(
                "allocation",
                "amount_eur",
                funding.introduction,
                funding.amounts_mean,
                day="reference_date",
                on_today=on_today,
            ),
            partial(funding.ranking, on_today=on_today),
            partial(funding.distribution, on_today=on_today),
        )
    ),
    "national_amount": (funding.national,),
    "money_timeline": (funding.timeline,),
    "aef_reconciliation": (funding.reconciliation,),
    "housing_balance": (funding.balance,),
    "housing_target": tuple(
        map_plan(
            "housing_target",
            "persons",
            latest("housing_target", "half_year"),
            of_targets,
            day="boundaries_on",
            on_today=on_today,
        )
        for on_today in _FORMS
    ),
    "population": tuple(
        map_plan(
            "population",
            "inhabitants",
            latest("population", "reference_date"),
            of_population,
            day="reference_date",
            on_today=on_today,
        )
        for on_today in _FORMS
    ),
    "evidence": (evidence.scatter,),
    "housing_result": (outcomes.realised,),
    "observation": (outcomes.official,),
}
"""The pictures of each table, in their order."""


def pages_of(contents: Contents) -> OwnPages | None:
    """The pages about the subject; None for a release that does not tell of municipalities."""
    if not tells_of_municipalities(contents):
        return None
    ask_for_program()
    municipalities = Municipalities(contents)
    return OwnPages(
        menu=MENU,
        places=PLACES,
        templates=_ROOM / "templates",
        words=WORDS,
        names=_names,
        pictures=MAKERS,
        start=start,
        pages=partial(_pages, municipalities),
        figures=partial(choices, contents),
        files=partial(own_files, municipalities),
    )


def _names(language: Language) -> Mapping[str, Any]:
    return {
        "explained": words_of_explanations(language),
        "basis_at": f"{Address(METHOD).path(language)}#basis",
    }


def _pages(municipalities: Municipalities, site: Site, language: Language) -> Iterator[Page]:
    return own_pages(site, language, municipalities)
