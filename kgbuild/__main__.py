"""`python -m kgbuild`: the command line."""

from kgbuild.cli import main

if __name__ == "__main__":
    main()
