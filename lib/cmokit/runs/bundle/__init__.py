"""The archive that a client receives at the end: data, definitions and reports, the kit itself, one page."""
