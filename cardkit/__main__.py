"""The console script: it is always installed, and says what is missing where its extra is not."""

import sys


def main() -> None:
    """Run the command line, or name the command that installs it."""
    try:
        from .cli.main import cardkit
    except ModuleNotFoundError as error:
        if error.name != "click":
            raise
        print("cardkit's command line needs click: pip install 'cardkit[cli]'", file=sys.stderr)
        sys.exit(2)
    cardkit()


if __name__ == "__main__":
    main()
