"""What tests share: worlds to test in, and tools to look with. No test imports from another test."""
