"""The grant (SPUK) of a year, computed from a caseload."""
