"""Which channel and campaign had a part in what was won, and how far the answers agree."""
