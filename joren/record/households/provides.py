"""What households offer to the house."""

from joren.foundation.registry import CustomerLink

PROVIDES = (
    CustomerLink(
        model="households.Member",
        merge="joren.record.households.merging:merge",
        erase="delete",
        export=("household", "is_primary", "joined_at"),
    ),
)
