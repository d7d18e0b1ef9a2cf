"""``python -m kg.cli`` is ``kg``."""

from kg.cli.program import main

main()
