"""What a client needs to go on alone: the package, whether it holds without the consultant, and how it ends."""
