"""The protocol: a cited data file and pure functions that answer questions about it."""
