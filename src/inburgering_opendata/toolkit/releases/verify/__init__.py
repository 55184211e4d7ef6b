"""Is a release what it says it is? Everything that can be checked without trusting who made it."""
