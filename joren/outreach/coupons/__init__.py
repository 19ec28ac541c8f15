"""Coupons: codes given out, redeemed at the till exactly once, and what they cost."""
