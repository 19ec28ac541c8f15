"""Address cards (vCard 2.1, 3.0 and 4.0) as phones, mail programs and old mobiles write them, read as people."""

from .people import people_of_cards

__all__ = ["people_of_cards"]
