"""Phone and counter as channels: call lists and talk cards for staff."""
