"""Time: the one clock, the shop's business day, fiscal years, periods and time bands. No Django.

    from joren.foundation.time.clock import now, today
    from joren.foundation.time.business_day import business_date
    from joren.foundation.time.periods import Period, PeriodProblem

The rules with worked examples: docs/rules/dates-and-business-day.md.
"""
