"""The plan: the bag changes of the rest of a cycle, at least cost. Pure."""
