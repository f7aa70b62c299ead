"""Figures for the board: results beside baseline and target, and what they are made of."""
