"""The use cases of a ward and the ports they need: no Qt, no SQL, no PDF."""
