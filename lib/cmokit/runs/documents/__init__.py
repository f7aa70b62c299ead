"""The documents of a handover, made from registers and published figures: what a team works by afterwards."""
