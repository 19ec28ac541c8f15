"""Where the data lives: the home folder, the embedded PostgreSQL, the address of the database. No Django."""
