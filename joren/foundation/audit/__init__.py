"""Who viewed, changed or exported what about whom, and when."""
