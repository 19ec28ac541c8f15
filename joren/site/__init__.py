"""The composition root: settings, urls, home page, API root, command line. Wiring only."""
