"""What a plan may bring, and whether the work that it asks for can be done."""
