"""What people do with a message: opens, clicks, stops, wishes; the pages messages lead to."""
