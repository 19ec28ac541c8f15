"""What may be sent to whom, with the evidence."""
