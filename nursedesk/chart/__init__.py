"""The chart: entries, their fold, the walks, what is due, the hand-over note. Pure."""
