"""Lists of customers that somebody pasted: read, looked up, and kept until the rule they are for is saved."""
