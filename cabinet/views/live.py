"""`/c/<slug>/flux/nouveautes/?last=12`: what changed since, for a page that cannot keep a stream open."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from cabinet.live.news import news_after, read_last
from cabinet.tenancy.scope import scoped


@require_safe
def news(request: HttpRequest, slug: str) -> JsonResponse:
    """Kinds and ids that this member may hear of. Without a readable `last`: from now on."""
    last = read_last(request.GET.get("last", ""))
    # In the application's own name: what somebody may hear is theirs by the audience, not by their grants.
    with scoped(request.member.cabinet.pk):
        found = news_after(last, cabinet_id=request.member.cabinet.pk)
    events = [event.said for event in found.heard_by(request.member.ears)]
    return JsonResponse({"last": found.last, "resync": found.resync, "events": events})
