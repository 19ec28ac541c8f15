"""Making, running, checking, saving and moving an installation."""
