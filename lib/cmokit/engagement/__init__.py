"""A client's engagement: where it lies, what engagement.yaml says, and how both are read, changed and locked safely."""
