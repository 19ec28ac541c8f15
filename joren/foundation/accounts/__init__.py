"""The people who work with Joren: log-in by e-mail, roles, what each may do, sessions, API tokens."""
