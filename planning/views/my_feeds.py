"""`/mes-agendas/`: the secret addresses of a person's calendars, shown to them only."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from planning.actions.feeds import open_feed, renew_feed, revoke_feed
from planning.models import Feed
from planning.queries.my_feeds import my_subscriptions
from planning.views.my_days import doors


@require_http_methods(["GET", "HEAD", "POST"])
def my_feeds(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return creation(request)
    subscriptions = my_subscriptions(request.user, request.memberships)
    return render(request, "planning/my_feeds.html", {"subscriptions": subscriptions} | doors(request))


def creation(request: HttpRequest) -> HttpResponse:
    """Of a kind, and of a practice for those of a practice: one that the person belongs to."""
    wanted = request.POST.get("kind", ""), request.POST.get("practice", "")
    offered = my_subscriptions(request.user, request.memberships)
    found = next((one for one in offered if (one.kind, one.slug) == wanted), None)
    if found is None:
        raise Http404
    open_feed(person=request.user, kind=found.kind, practice=found.practice, at=timezone.now())
    messages.success(request, "L’adresse est prête.")
    return redirect("planning:my-feeds")


@require_POST
def renewal(request: HttpRequest, pk: UUID) -> HttpResponse:
    feed = mine(request, pk)
    renew_feed(feed=feed, at=timezone.now())
    messages.success(
        request,
        "Voici une nouvelle adresse. L’ancienne n’ouvre plus rien\u202f: abonnez de nouveau vos appareils.",
    )
    return redirect("planning:my-feeds")


@require_POST
def revocation(request: HttpRequest, pk: UUID) -> HttpResponse:
    revoke_feed(feed=mine(request, pk), at=timezone.now())
    messages.success(request, "Cette adresse n’ouvre plus rien.")
    return redirect("planning:my-feeds")


def mine(request: HttpRequest, pk: UUID) -> Feed:
    return get_object_or_404(
        Feed.objects.standing().select_related("practice", "person"), pk=pk, person=request.user
    )
