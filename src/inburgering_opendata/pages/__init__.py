"""What the pages say and draw about the subject."""
