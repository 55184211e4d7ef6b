"""Synthetic deliveries: nobody's data, for tests and benchmarks only; none may enter a release."""
