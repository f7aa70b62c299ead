"""What is rolled out next, and which old ways of working are switched off."""
