"""Files in: recognising, matching columns, preview, writing, report, undo."""
