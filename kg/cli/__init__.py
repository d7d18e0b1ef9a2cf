"""The command line: the one place that knows both ``extract`` and ``kg``.

One file a command; ``kg.cli.program`` lists them. Nothing heavy (spaCy, an engine, a driver, pydantic) is imported
before a command needs it, so that ``kg --help`` answers at once.
"""

from kg.cli.program import app, main

__all__ = ["app", "main"]
