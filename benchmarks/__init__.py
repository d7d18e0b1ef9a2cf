"""Benchmarks: ``python -m benchmarks`` measures extraction, loading and named queries, and keeps a record of each."""
