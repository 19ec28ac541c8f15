"""Papers as PDF: labels, postcards, envelopes, letters, the calibration sheet. reportlab is loaded when one is made."""
