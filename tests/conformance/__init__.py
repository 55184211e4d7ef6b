"""What Table Schema and suites may say, word by word: each binds in every engine, or is refused."""
