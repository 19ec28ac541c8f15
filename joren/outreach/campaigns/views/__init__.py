"""Pages of campaigns: write, preview, compare, approve, send, watch, and the calendar."""
