"""`/healthz/`: is the database there, do the workers tick, does anything wait too long?"""

from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cabinet.models import Job

LATE = timedelta(minutes=5)


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    now = timezone.now()
    oldest = Job.objects.filter(done_at=None, due_at__lte=now).order_by("due_at").first()
    waiting = (now - oldest.due_at) if oldest else timedelta()
    late = waiting > LATE
    return JsonResponse(
        {"ok": not late, "oldest_due_job_seconds": int(waiting.total_seconds())},
        status=503 if late else 200,
    )
