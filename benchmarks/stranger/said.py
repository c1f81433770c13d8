"""The commands as a stranger calls them: arguments in, exit code and words out."""

from __future__ import annotations

import contextlib
import io

from terang.cli import main


def said(arguments: list[str]) -> tuple[int, str]:
    """Exit code of a command and everything it says."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        code = main(arguments)
    return code, out.getvalue()
