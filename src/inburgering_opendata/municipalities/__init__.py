"""Municipal tables on the boundaries of another date: mergers add up, splits are divided."""
