"""What an indicator is: declared in YAML, compiled for counting."""
