"""What this library costs: `python -m benchmarks.core`, and beside others `python -m benchmarks.compare`."""
