"""What was bought: purchases, their lines, returns and cancellations."""
