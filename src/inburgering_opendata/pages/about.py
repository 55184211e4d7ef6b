"""The pages about the subject: municipalities, pictures, method and limits."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import groupby
from typing import Any

from inburgering_opendata.explain.receipts import PROMISED, TRANSFERRED, Receipts
from inburgering_opendata.explain.rules import fits_of_stream
from inburgering_opendata.explain.targets import HOUSING_TARGET, METHODS
from inburgering_opendata.explain.wording import receipts_in_words, rule_in_words
from inburgering_opendata.pages.amounts import amounts_of
from inburgering_opendata.pages.comparison import class_in_words
from inburgering_opendata.pages.evidence import (
    TIED,
    TIED_METHODS,
    evidence_in_numbers,
    half_years,
    rounding_in_time,
    tied,
)
from inburgering_opendata.pages.figures import figures_of
from inburgering_opendata.pages.meanings import field_of
from inburgering_opendata.pages.municipalities import Municipalities
from inburgering_opendata.pages.municipality import Facts
from inburgering_opendata.pages.proof import Tested
from inburgering_opendata.pages.quotes import Quotes
from inburgering_opendata.pages.small_picture import small_picture
from inburgering_opendata.pages.standing import Standings
from inburgering_opendata.toolkit.describe.language import LANGUAGES, Language
from inburgering_opendata.toolkit.describe.pages import Address, Place
from inburgering_opendata.toolkit.publish.site.citing import cited
from inburgering_opendata.toolkit.publish.site.drawing import drawing_program
from inburgering_opendata.toolkit.publish.site.pages import Page, Site, page

MUNICIPALITIES = Place("municipalities", "gemeenten.html", "municipalities.html")
MUNICIPALITY = Place("municipality", "gemeente/{}.html", "municipality/{}.html")
PICTURES = Place("pictures", "beeld.html", "pictures.html")
METHOD = Place("method", "methode.html", "method.html")
LIMITS = Place("limits", "beperkingen.html", "limits.html")
EVIDENCE = Place("evidence", "bewijs.html", "evidence.html")
PLACES = (MUNICIPALITIES, MUNICIPALITY, PICTURES, METHOD, LIMITS, EVIDENCE)

_DISTRIBUTION = "distribution_allocation"
"""The picture whose figures are those of the small one of each municipality."""


def start(site: Site, language: Language) -> Mapping[str, Any]:
    """What the start page shows: the national amounts, and the pictures that tell most."""
    tables = ("housing_result", "observation")
    return {
        "amounts": list(amounts_of(site.contents, language)),
        "timeline": site.pictures_in(language, "money_timeline"),
        "pictures": site.pictures_in(language, "allocation")[:2],
        "outcomes": [each for table in tables for each in site.pictures_in(language, table)],
    }


def own_pages(site: Site, language: Language, municipalities: Municipalities) -> Iterator[Page]:
    """Every page that only a release about the subject has."""
    yield _municipality_list(site, language, municipalities)
    proof = municipalities.proof(language).by_municipality
    quotes = Quotes(site.imprint(language), site.licence)
    for row in municipalities.register:
        own = proof.get(row["municipality_code"], ())
        facts = municipalities.facts(row, language)
        yield _municipality(site, language, facts, own, quotes, municipalities.standings)
    yield _pictures(site, language)
    yield _method(site, language, municipalities.receipts)
    yield _evidence(site, language, municipalities)
    yield page(site, language, Address(LIMITS), streams=site.contents.rows("stream"))


def _pictures(site: Site, language: Language) -> Page:
    return page(
        site,
        language,
        Address(PICTURES),
        pictures=site.pictures_in(language, "allocation"),
        figures=figures_of(site.contents, language),
        program_size=len(gzip.compress(drawing_program(), mtime=0)),
    )


def _method(site: Site, language: Language, receipts: Receipts) -> Page:
    with_outcomes = "observation" in site.contents.tables
    sections = ["division", "targets", "compare", "check"]
    statuses = []
    if with_outcomes:
        sections[2:2] = ["outcomes", "disclosure"]
        statuses = field_of(site.contents, "observation", "status")["categories"]
    # The same publication may be the source of several tables.
    sources = {
        (source["path"], source["title"]): (package.name, source)
        for package in site.contents.packages
        for source in package.descriptor["sources"]
    }
    values = {
        "sections": sections,
        "statuses": statuses,
        "sources": list(sources.values()),
        "receipts": receipts,
        "money_rules": list(_money_rules(site, language)),
        "receipts_in_words": [line.strip() for line in receipts_in_words(receipts, language)],
        "numbers": evidence_in_numbers(site.contents),
        "methods": tuple(METHODS),
        "half_years": list(half_years(site.contents, language)),
        "tied": list(tied(site.contents, language)),
        "tied_in": TIED,
        "tied_methods": TIED_METHODS,
    }
    return page(site, language, Address(METHOD), **values)


def _evidence(site: Site, language: Language, municipalities: Municipalities) -> Page:
    proof = municipalities.proof(language)
    amounts = {row["id"]: row for row in site.contents.rows("national_amount")}
    receipts = municipalities.receipts
    pictures = site.pictures_in(language, "evidence")
    values = {
        "proof": proof,
        "numbers": proof.numbers(),
        "told": evidence_in_numbers(site.contents) | rounding_in_time(site.contents),
        "methods": tuple(METHODS),
        "pictures": pictures,
        "card": pictures[0] if pictures else site.card(language),
        "promised": amounts[PROMISED],
        "transferred": amounts[TRANSFERRED],
        "receipts": receipts,
        "receipts_in_words": [line.strip() for line in receipts_in_words(receipts, language)],
        "money_rules": list(_money_rules(site, language)),
        "by_period": [("", row) for row in proof.by_period()],
        "by_class": [("", row) for row in proof.by_class()],
        "by_period_and_class": proof.by_period_and_class(),
        "contested": list(proof.contested()),
        "reasons": proof.reasons(),
    }
    return page(site, language, Address(EVIDENCE), **values)


def _money_rules(site: Site, language: Language) -> Iterator[tuple[str, list[str]]]:
    """Of each stream the rules that were tried on what was reported, with their fit."""
    rules = site.contents.rows("rule")
    for stream in site.contents.rows("stream"):
        fits = fits_of_stream(rules, stream["stream"])
        if lines := [rule_in_words(rule, language) for rule in fits]:
            yield language.of(stream, "title"), lines


def _municipality(
    site: Site,
    language: Language,
    facts: Facts,
    proof: tuple[Tested, ...],
    quotes: Quotes,
    standings: Standings,
) -> Page:
    present = {
        "money": True,
        "quote": True,
        "compared": facts.compared or facts.streams,
        "calculation": facts.streams,
        "reported": facts.reported,
        "targets": facts.targets,
        "evidence": True,
        "outcomes": True,
        "download": True,
    }
    sections = [name for name, found in present.items() if found]
    address = Address(MUNICIPALITY, facts.code)
    small = [
        small_picture(site.imprint(language), facts.code, picture, address, Address(PICTURES))
        for picture in facts.pictures
    ]
    about = {
        each.code: site.look.words_in(each)("municipality.title", name=facts.name)
        for each in LANGUAGES.values()
    }
    return page(
        site,
        language,
        address,
        facts=facts,
        sections=sections,
        small=small,
        figures_at={
            "then" if picture.id == _DISTRIBUTION else "now": picture
            for picture in site.drawn_in(language, "allocation")
            if picture.id == _DISTRIBUTION or picture.form_of == _DISTRIBUTION
        },
        form=partial(standings.form, language=language),
        class_in_words=lambda name: class_in_words(int(name), language),
        quotes=list(quotes.of(facts, address)),
        cited=cited(site, language, address, f"{site.catalog.name}_{facts.code}", about),
        proof_of_targets=[each for each in proof if each.stream == HOUSING_TARGET],
        proof_of_money=[each for each in proof if each.stream != HOUSING_TARGET],
        methods=tuple(METHODS),
    )


def _municipality_list(site: Site, language: Language, municipalities: Municipalities) -> Page:
    rows = sorted(
        municipalities.register, key=lambda row: (row["province"], row["municipality_name"])
    )
    provinces = [(name, list(rows)) for name, rows in groupby(rows, lambda row: row["province"])]
    return page(site, language, Address(MUNICIPALITIES), provinces=provinces)
