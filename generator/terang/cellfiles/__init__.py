"""`terang protect` and `terang attack`: disclosure control on one CSV file of cells."""

from terang.cellfiles.commands import add_commands, run_attack, run_protect

__all__ = ["add_commands", "run_attack", "run_protect"]
