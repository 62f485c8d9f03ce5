"""What most environments answer when they are asked what others of the stack use of them: nothing."""

from collections.abc import Sequence

import pulumi


class Unshared:
    """An environment that stands for itself: no other one waits for it, or outlives it."""

    @property
    def shared(self) -> Sequence[pulumi.Resource]:
        """Nothing that another environment would use."""
        return ()
