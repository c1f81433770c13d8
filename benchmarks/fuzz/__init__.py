"""Hostile input by the million: every reader of foreign bytes must accept it or say why not."""
