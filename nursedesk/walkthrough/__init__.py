"""Rehearsals through the real use cases: the scripted whole job, and the demo ward."""
