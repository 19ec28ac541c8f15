"""Campaigns: one mail to one segment, once, with a share held back at random so that its effect can be measured.

The audience is frozen before anything is sent (`AudienceMember`): who is written to, who is held back, who is left out
and why. The measurement reads those rows; nothing is ever decided again later.
"""
