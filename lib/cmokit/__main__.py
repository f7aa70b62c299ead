"""`python -m cmokit` is `cmokit`."""

from cmokit.cli import main

if __name__ == "__main__":
    main()
