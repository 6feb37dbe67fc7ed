"""What is compared with: each file does only the named thing."""
