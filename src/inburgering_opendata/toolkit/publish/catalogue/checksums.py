"""Checksums in the words of SPDX."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import RDF, XSD, Literal

from inburgering_opendata.toolkit.publish.catalogue.edition import Edition
from inburgering_opendata.toolkit.publish.catalogue.names import checksum_iri
from inburgering_opendata.toolkit.publish.catalogue.terms import SPDX, Triple


def checksum(edition: Edition, sha256: str) -> Iterator[Triple]:
    """A sha256, as lower-case hexadecimal digits."""
    subject = checksum_iri(edition, sha256)
    yield subject, RDF.type, SPDX.Checksum
    yield subject, SPDX.algorithm, SPDX.checksumAlgorithm_sha256
    yield SPDX.checksumAlgorithm_sha256, RDF.type, SPDX.ChecksumAlgorithm
    # Normalising would write the digits in capitals.
    digits = Literal(sha256, datatype=XSD.hexBinary, normalize=False)
    yield subject, SPDX.checksumValue, digits
