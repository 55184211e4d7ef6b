"""Everything that is wrong with the files of a project, at once."""
