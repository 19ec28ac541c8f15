"""One engine for all channels: one row per campaign, person and channel; nobody twice."""
