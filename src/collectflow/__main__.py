"""`python -m collectflow` is the command line."""

import sys

from collectflow.cli import main

if __name__ == "__main__":
    sys.exit(main())
