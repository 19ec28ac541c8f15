"""What the record tells: who becomes a regular, why, and who is next; reports."""
