"""How the processes of `bin/test` share the tests out between them: whole files, the longest first."""

from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

#: One server and one browser play all of them: they go to one process.
JOURNEYS = "tests/journeys/"
#: Begun before the rest: a long file that is begun last is waited for. Services need no database, and go on
#: while the first process makes the one that all are cloned from.
FIRST = (JOURNEYS, "tests/services/", "tests/isolation/", "tests/retrocession/closing/", "tests/faults/")


class Shares(LoadScopeScheduling):
    def _split_scope(self, nodeid: str) -> str:
        return JOURNEYS if nodeid.startswith(JOURNEYS) else nodeid.partition("::")[0]

    def _assign_work_unit(self, node: WorkerController) -> None:
        self.workqueue.move_to_end(min(self.workqueue, key=rank), last=False)
        super()._assign_work_unit(node)


def rank(scope: str) -> int:
    return next((n for n, start in enumerate(FIRST) if scope.startswith(start)), len(FIRST))
