"""What providers report of mails handed in at their interface: proved to be theirs, then taken like a mail that came
back."""
