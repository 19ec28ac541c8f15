"""What may be expected of each customer: alive or gone, purchases and yen in twelve months, the next purchase.

Settled models (BG/NBD and Gamma-Gamma) fitted to the business's own purchases, tried on its own past first, and
silent where that trial fails.
"""
