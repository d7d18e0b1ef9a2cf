"""Other models behind ``--model``."""
