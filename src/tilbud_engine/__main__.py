"""`python -m tilbud_engine` is the `tilbud` command."""

from tilbud_engine.cli import main

if __name__ == "__main__":
    main()
