"""The IRI of each thing in the catalogue.

All lead to a Turtle file: that of the catalogue for what stays from release to release, that of
the release for what is of one release only. Nothing is a blank node, so that two releases can be
compared and a harvester recognises what it has.
"""

from __future__ import annotations

from rdflib import URIRef

from inburgering_opendata.toolkit.publish.catalogue.edition import (
    TURTLE,
    DataFile,
    Dataset,
    Edition,
)


def lasting(edition: Edition, name: str) -> URIRef:
    """Something that is the same thing in every release."""
    return URIRef(f"{edition.home}{TURTLE}#{name}")


def catalog_iri(edition: Edition) -> URIRef:
    return lasting(edition, "catalog")


def dataset_iri(edition: Edition, dataset: Dataset) -> URIRef:
    return lasting(edition, f"dataset-{dataset.name}")


def service_iri(edition: Edition) -> URIRef:
    return lasting(edition, "service")


def contact_iri(edition: Edition) -> URIRef:
    return lasting(edition, "contact")


def distribution_iri(edition: Edition, dataset: Dataset, file: DataFile) -> URIRef:
    """A file of the whole release is a distribution of each dataset, so the dataset is named."""
    return URIRef(f"{edition.release}{TURTLE}#distribution-{dataset.name}-{file.name}")


def checksum_iri(edition: Edition, sha256: str) -> URIRef:
    return lasting(edition, f"sha256-{sha256}")
