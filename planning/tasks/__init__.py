"""What the workers do for the calendar; each module registers its handlers on import."""

from planning.tasks import astreintes, calls, holidays, memberships, pool

__all__ = ["astreintes", "calls", "holidays", "memberships", "pool"]
