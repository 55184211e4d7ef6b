"""What came of it: deliveries, indicators, counts, and the control of disclosure."""
