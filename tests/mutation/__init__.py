"""Mutation check: small faults put into the protocol's code, to see whether the tests notice."""
