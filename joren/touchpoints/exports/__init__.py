"""Taking data away: who may, what, as which file, and what for."""
