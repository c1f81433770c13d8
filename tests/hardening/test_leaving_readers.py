"""A reader who closes the pipe early (`| head`) ends a command quietly."""

from __future__ import annotations

import subprocess
import sys


def test_a_command_whose_reader_leaves_ends_quietly_with_141() -> None:
    command = [sys.executable, "-m", "terang", "--help"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert running.stdout is not None
    running.stdout.close()
    _, complaints = running.communicate(timeout=60)

    assert (141, b"") == (running.returncode, complaints)
