"""One list of checks a table, run by engines, ending in results that say what is wrong."""
