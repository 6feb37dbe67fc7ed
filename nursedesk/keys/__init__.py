"""Keys: account slots, the sealed ward secret, certificates, signatures."""
