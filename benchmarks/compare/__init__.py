"""This library beside others: ``python -m benchmarks.compare``."""
