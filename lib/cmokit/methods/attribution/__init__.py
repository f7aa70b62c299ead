"""Who gets the credit: journeys gathered into paths, and the models that share out what the paths brought.

Every model reads the same `Paths`, so that a difference between two models is a difference of rules, never of data.
"""
