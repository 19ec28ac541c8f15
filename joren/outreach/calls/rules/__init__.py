"""The arithmetic of calls: how long a card takes to say, when to try again, what a call costs. No Django, no clock."""
