"""Let `python -m generator` do what `notices` does."""

from generator.cli import main

if __name__ == "__main__":
    main()
