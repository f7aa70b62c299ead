"""What runs by itself: figures out of their range, and whether the automations do what they should."""
