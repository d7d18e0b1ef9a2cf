"""The pages of the dashboard, one file each, found on disk: a module with a ``VIEW`` is a page."""
