"""A second implementation of the protocol's questions, to be compared with the product's."""
