"""What screens show of the ward: in words and frozen, since they live in another thread.

No unsettled reading of a blind step is in any of it.
"""
