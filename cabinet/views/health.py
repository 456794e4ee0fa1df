"""`/healthz/`: is the database there, do the workers tick, does anything wait too long or keep failing?"""

from datetime import datetime, timedelta

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cabinet.metrics import TOO_MANY_ATTEMPTS
from cabinet.models import Heartbeat, Job

LATE = timedelta(minutes=5)


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200, or 503 with what is wrong. A house whose workers never ticked is young, not ill."""
    now = timezone.now()
    waiting = Job.objects.filter(done_at=None)
    oldest = waiting.filter(due_at__lte=now).order_by("due_at").first()
    heartbeat = Heartbeat.objects.first()
    figures = {
        "last_tick_seconds": _seconds(now, heartbeat.ticked_at if heartbeat else None),
        "oldest_due_job_seconds": _seconds(now, oldest.due_at if oldest else None),
        "failing_jobs": waiting.filter(attempts__gte=TOO_MANY_ATTEMPTS).count(),
    }
    late = LATE.total_seconds()
    ok = (
        (figures["last_tick_seconds"] or 0) <= late
        and (figures["oldest_due_job_seconds"] or 0) <= late
        and figures["failing_jobs"] == 0
    )
    return JsonResponse({"ok": ok} | figures, status=200 if ok else 503)


def _seconds(now: datetime, since: datetime | None) -> int | None:
    return None if since is None else int((now - since).total_seconds())
