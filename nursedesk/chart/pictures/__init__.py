"""Pictures of a patient's chart as pure data: what is where, and the same values as a table."""
