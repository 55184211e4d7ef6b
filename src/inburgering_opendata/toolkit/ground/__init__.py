"""What every room stands on: errors, files, sums, versions, the project."""
