"""Mutations on the real data, by table and identifier of the check.

All of the suites, and those of keys that are only wrong beside the rows of another table.
"""

from tests.mutations.by_hand import (
    agreements,
    deliveries,
    funding,
    housing,
    municipalities,
    outcomes,
)

BY_HAND = {
    **agreements.MUTATIONS,
    **deliveries.MUTATIONS,
    **funding.MUTATIONS,
    **housing.MUTATIONS,
    **municipalities.MUTATIONS,
    **outcomes.MUTATIONS,
}
