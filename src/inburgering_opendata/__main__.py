"""`python -m inburgering_opendata` does what `opendata` does."""

from inburgering_opendata.cli import main

if __name__ == "__main__":
    main()
