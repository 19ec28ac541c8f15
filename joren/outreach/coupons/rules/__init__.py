"""The arithmetic of coupons: codes, discounts, what the law allows. No Django, no clock."""
