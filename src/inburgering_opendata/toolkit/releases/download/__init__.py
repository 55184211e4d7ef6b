"""Released packages, fetched once: checked by hash, resumed when cut off, then there offline."""
