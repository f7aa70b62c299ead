"""What a pilot did: outcomes of units, the difference between arms with its interval, and the decision by its rule."""
