"""What publishers have today of the pinned sources: fetched, compared, and pinned anew."""
