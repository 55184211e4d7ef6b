"""A published version brought to where its readers are: a folder, a bucket, an archive."""
