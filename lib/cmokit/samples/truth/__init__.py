"""What is true about the sample clients, counted in plain Python over their world, never over an export."""
