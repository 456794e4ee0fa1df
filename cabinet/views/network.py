"""`/c/<slug>/reseau/`: the network of the practice, what it shares, and what it never does."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cabinet.actions.network import (
    NetworkRefused,
    answer_network,
    create_network,
    invite_practice,
    leave_network,
    share_in_network,
)
from cabinet.models import Cabinet, NetworkInvitation, Role


class NetworkForm(forms.Form):
    name = forms.CharField(label="Nom du réseau", max_length=120)


class PracticeForm(forms.Form):
    practice = forms.SlugField(
        label="Adresse du cabinet à inviter",
        max_length=50,
        help_text="Ce qui suit /c/ dans son adresse, par exemple aubigny.",
    )


class SharingForm(forms.Form):
    pool = forms.BooleanField(
        label="Nos appels aux remplaçants, avec les cabinets qui font de même",
        required=False,
        help_text="Leurs remplaçants voient les jours de nos appels et peuvent en prendre un\u202f: ils "
        "deviennent alors remplaçants ici, comme les nôtres, et les titulaires en sont prévenus. Les nôtres "
        "peuvent de même aller chez eux.",
    )
    territory = forms.BooleanField(
        label="Nos nombres, avec la coordination CLS du réseau",
        required=False,
        help_text="Jours avec un médecin, semaines couvertes, astreintes, patients pris en charge. Aucun "
        "petit nombre n’est dit, aucun montant, aucun nom.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def network(request: HttpRequest, slug: str) -> HttpResponse:
    """Create the network, or ask a practice into it: the form of the page says which."""
    _titulaire(request)
    joined = request.member.cabinet.network_id is not None
    form = (PracticeForm if joined else NetworkForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        by, at = request.member.membership, timezone.now()
        try:
            if joined:
                invite_practice(slug=form.cleaned_data["practice"], by=by, at=at)
                said = "Si ce cabinet existe, ses titulaires trouvent votre invitation sur leur page Réseau."
            else:
                made = create_network(name=" ".join(form.cleaned_data["name"].split()), by=by, at=at)
                said = f"Le réseau {made.name} est créé."
        except NetworkRefused as refused:
            form.add_error(refused.field, refused.sentence)
        else:
            messages.success(request, said)
            return redirect("network", slug=slug)
    return _page(request, form, status=422 if form.errors else 200)


@require_POST
def network_answer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    _titulaire(request)
    asked = get_object_or_404(NetworkInvitation, pk=pk, practice=request.member.cabinet)
    try:
        answer_network(
            invitation=asked, accept=request.POST.get("accept") == "1", by=request.member.membership,
            at=timezone.now(),
        )  # fmt: skip
    except NetworkRefused as refused:
        messages.error(request, refused.sentence)
    return redirect("network", slug=slug)


@require_POST
def network_sharing(request: HttpRequest, slug: str) -> HttpResponse:
    _titulaire(request)
    form = SharingForm(request.POST)
    form.full_clean()
    try:
        share_in_network(**form.cleaned_data, by=request.member.membership, at=timezone.now())
    except NetworkRefused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, "C’est noté\u202f: cela vaut dès maintenant.")
    return redirect("network", slug=slug)


@require_POST
def network_leave(request: HttpRequest, slug: str) -> HttpResponse:
    _titulaire(request)
    leave_network(by=request.member.membership, at=timezone.now())
    messages.success(request, "Votre cabinet n’est plus dans un réseau\u202f: plus rien n’est partagé.")
    return redirect("network", slug=slug)


def _titulaire(request: HttpRequest) -> None:
    if request.member.role != Role.TITULAIRE:
        raise PermissionDenied("Le réseau est l’affaire des titulaires.")


def _page(request: HttpRequest, form: forms.Form, *, status: int) -> HttpResponse:
    cabinet = Cabinet.objects.select_related("network").get(pk=request.member.cabinet.pk)
    joined = Cabinet.objects.filter(network__isnull=False, network=cabinet.network)
    asked = NetworkInvitation.objects.filter(answered_at=None).select_related(
        "network", "asked_by", "practice"
    )
    said = {"pool": cabinet.shares_pool, "territory": cabinet.tells_territory}
    context = {
        "form": form,
        "sharing": SharingForm(initial=said, auto_id="sharing_%s"),
        "network": cabinet.network,
        "practices": joined.order_by("name"),
        "received": asked.filter(practice=cabinet),
        "sent": asked.filter(network__cabinets=cabinet),
    }
    return render(request, "cabinet/network.html", context, status=status)
