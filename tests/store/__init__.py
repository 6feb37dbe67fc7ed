"""Tests of the encrypted chart, on real encrypted files."""
