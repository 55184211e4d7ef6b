"""From pinned sources to data packages."""
