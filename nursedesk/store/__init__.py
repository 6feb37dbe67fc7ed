"""The encrypted chart on disk: SQLModel over SQLCipher, append only."""
