"""One person out of two records, and back: the journal, the merge, the parting, and their pages."""
