"""What a maintainer does to the files of a project."""
