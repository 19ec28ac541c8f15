"""How addresses are written on Japanese post: pure rules, no Django, no clock."""
