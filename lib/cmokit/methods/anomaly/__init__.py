"""Figures out of their usual range: what a series leaves once its weekdays and its level are taken out, and what of it
is beyond chance over all series at once.
"""
