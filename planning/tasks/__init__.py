"""What the workers do for the calendar; each module registers its handlers on import."""

from planning.tasks import holidays, memberships

__all__ = ["holidays", "memberships"]
