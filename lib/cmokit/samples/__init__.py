"""The sample clients: two invented companies, their exports in the vendors' own formats, and the truth about them."""
