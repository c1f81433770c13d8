"""`python -m terang` is the command `terang`."""

import sys

from terang.cli import main

sys.exit(main())
