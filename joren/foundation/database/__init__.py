"""Where the data lives: the home folder, the embedded PostgreSQL and the address of the database. Needs no Django."""
