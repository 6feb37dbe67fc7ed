"""What a store or a keyring says of a record that cannot be used at all: only a backup helps."""

UNUSABLE = frozenset(
    {
        *("chart-missing", "chart-damaged", "not-a-chart", "chart-wrong-key"),
        *("keys-missing", "keys-damaged", "keys-unreadable", "keys-older", "keys-foreign"),
    }
)
