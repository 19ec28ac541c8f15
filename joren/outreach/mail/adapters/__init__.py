"""Outside protocols of mail: SMTP."""
