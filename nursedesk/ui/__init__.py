"""The windows: they show answers of the ward and send intents to it."""
