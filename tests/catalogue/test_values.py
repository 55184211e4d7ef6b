"""Values of controlled lists: what is configured must be in them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.publish.catalogue.dcat import catalogue_graph
from inburgering_opendata.toolkit.publish.catalogue.edition import Edition
from tests.catalogue.made_up import made_up_edition


def with_theme(edition: Edition) -> Edition:
    [dataset] = edition.datasets
    spoilt = replace(dataset, descriptor={**dataset.descriptor, "themes": ["MONEY"]})
    return replace(edition, datasets=(spoilt,))


def with_frequency(edition: Edition) -> Edition:
    return replace(edition, catalog=replace(edition.catalog, frequency="OFTEN"))


def with_type(edition: Edition) -> Edition:
    publisher = {**edition.catalog.publisher, "type": "https://example.org/us"}
    return replace(edition, catalog=replace(edition.catalog, publisher=publisher))


def with_organisation(edition: Edition) -> Edition:
    spoilt = tuple(replace(each, type="authority") for each in edition.organisations)
    return replace(edition, organisations=spoilt)


@pytest.mark.parametrize(
    ("spoil", "value"),
    [
        (with_theme, "MONEY"),
        (with_frequency, "OFTEN"),
        (with_type, "https://example.org/us"),
        (with_organisation, "authority"),
    ],
)
def test_a_value_that_is_not_in_its_list_is_refused(spoil: object, value: str) -> None:
    assert callable(spoil)
    with pytest.raises(OpendataError, match=f"'{value}' is not a value") as caught:
        catalogue_graph(spoil(made_up_edition("one")))
    assert caught.value.kind.code == "value-unknown"
