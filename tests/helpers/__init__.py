"""Shared by the tests: environments and tools for inspection. No test imports from another test."""
