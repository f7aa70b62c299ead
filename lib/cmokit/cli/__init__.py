"""The command line: one module a verb, errors and output in one place each. Heavy imports happen inside commands."""

from cmokit.cli.root import app, main

__all__ = ["app", "main"]
