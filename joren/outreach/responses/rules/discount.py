"""How many people opened a message when programs of some load its picture for them."""


def people_who_opened(*, delivered: int, opened: int, prefetched: int) -> float:
    """Estimate the people who opened.

    Of those whose picture only a machine loaded nobody knows; they are taken to open as often as those of whom one
    can know::

        opened + prefetched × opened / (delivered − prefetched)

    `opened` counts people seen to open or click, `prefetched` those of whom only a machine was seen. Where a machine
    loads every picture (`delivered` = `prefetched`) nothing is known, and `opened` stays what it is (0).
    """
    seen = delivered - prefetched
    if seen <= 0:
        return float(opened)
    return min(opened + prefetched * opened / seen, float(delivered))
