"""What the columns of the archive are called, and the ground floor's tables, in the words of who opens them.

The other apps name their tables in their own `archive_words.py`.
"""

TABLES = {
    "cabinet_access": "consultations de dossiers",
    "cabinet_accountchange": "changements de compte bancaire",
    "cabinet_accountconfirmation": "comptes bancaires confirmés",
    "cabinet_auditentry": "journal",
    "cabinet_invitation": "invitations",
    "cabinet_membership": "équipe",
    "cabinet_outboxmessage": "courriels envoyés",
    "cabinet_practitionerprofile": "informations des praticiens",
}

#: A column's name, then how it is said.
_COLUMNS = """
about : à propos de
account_holder : titulaire du compte
account_holder_before : titulaire du compte avant
act : acte
act_rates : taux propres à des actes
acts : actes
address : adresse
addressee : destinataire
adjustment : régularisation
adjustments : régularisations
after : après
afternoon_ends : fin de l’après-midi
afternoon_starts : début de l’après-midi
agenda_elsewhere : agenda tenu ailleurs
alerted : alerte donnée
amc : part complémentaire
amo : part obligatoire
amount : montant
answer : réponse
appointment : rendez-vous
appointments_here : rendez-vous tenus ici
asalee_minutes : minutes par séance ASALÉE
asalee_motives : motifs ASALÉE
ask : demande
asked_to : demandé à
astreinte : astreinte
astreinte_ends : fin d’astreinte
astreinte_starts : début d’astreinte
astreinte_weekdays : jours d’astreinte (0 = lundi)
at : date et heure
audience : pour qui
author : auteur
awaited : attendu
base : base
became : devenu
before : avant
bic : BIC
billed : facturé
birth_name : nom de naissance
birth_on : date de naissance
body : texte
booking_needs_confirmation : présences à confirmer
by : par
call : appel
call_back : rappel
call_escalation_days : jours avant de demander aux titulaires
call_horizon_holiday_weeks : semaines d’avance en vacances
call_horizon_weeks : semaines d’avance
called_by : qui a appelé
came_from : venu du cabinet
cb : carte bancaire
change : changement
changes : modifications
cheque : chèques
cheques : nombre de chèques
closes : heure de fermeture
closing : clôture
columns : colonnes
comes : vient
commune : commune
conditions : conditions
content : contenu
contract : contrat
contracts : contrats
control_sum : somme de contrôle
conversation : conversation
count : nombre
counts : nombres
criteria : critères
days : jours
detail : détail
details : détails
doctor : médecin
document : document
duplicates : doubles
elsewhere : ailleurs
email : adresse e-mail
end_reason : raison de la fin
ended_reason : raison de la fin
ending : fin
entry : entrée
especes : espèces
event : événement
excluded : hors rétrocession
file_name : nom du fichier
file_number : numéro de dossier
fingerprint : empreinte
first_minutes : minutes d’une première consultation
first_name : prénom
first_per_half_day : premières consultations par demi-journée
follow_up_minutes : minutes d’un suivi
follows : suit
form : forme
former_list : liste du médecin parti
gap : écart
given_astreinte : astreinte donnée
given_presence : jour donné
guest : invité
guest_of : cabinet de l’invité
height : hauteur
holder : détenteur
hours : heures
iban : IBAN
iban_before : IBAN avant
id : identifiant
identity : identité
import_line : ligne du fichier
incidents : incidents
insee : code INSEE
intake_years : années d’accueil
intern_counts : l’interne compte
invoice : facture
ip : adresse IP
is_first : le premier
item : point
items : points
kept : conservé
kept_apart : mis à part
kind : sorte
last : dernier
last_name : nom
last_told : dernier nombre dit
latest : dernier message
leaflet_given : dépliant remis
left_out : laissé de côté
letter : lettre
licence_number : numéro de licence
line : ligne
lines : lignes
mail : courrier
media_type : type de fichier
membership : membre
message : message
missing : demi-journées manquantes
mode : mode de paiement
monday : lundi
month : mois
morning_ends : fin du matin
morning_starts : début du matin
motive : motif
moved_to : déplacé vers
muted : muet
name : nom
net : net
network : réseau
note : note
number : numéro
nurse : infirmière
on : jour
on_former_list : sur la liste du médecin parti
open_weekdays : jours ouverts (0 = lundi)
opens : heure d’ouverture
origin : origine
origin_month : mois d’origine
outcome : issue
own_base : propre base
own_rates : propres taux
own_share : propre part
owner : responsable
party : partie
patient : patient
patient_import : import de patients
patient_part : part du patient
payee : bénéficiaire
payer : payeur
payer_return : retour de la caisse
payment_day : jour de paiement
payment_import : import de paiements
payments : paiements
pdf : PDF
period : période
person : personne
phone : téléphone
phone_typed : téléphone tel que saisi
place : lieu
points : points
position : rang
postcode : code postal
practitioner : praticien
presence : présence
profession : profession
proposed : proposé
proposed_kind : sorte proposée
public_sheet : feuille publique
purpose : objet
rank : rang
rate : taux
reason : raison
receipt_import : import de recettes
received : reçu
recipient : destinataire
reference : référence
referral : adressage
rejection_import : import de rejets
release_notice_days : délai pour libérer (jours)
release_reason : raison de la libération
remark : remarque
remplacant : remplaçant
result : résultat
retrocession_base : base de rétrocession
retrocession_base_since : base depuis
retrocession_rate : taux de rétrocession
role : rôle
room : salle
routed_to : réadressé à
rows : lignes lues
rpps : RPPS
rules : règlement
run : passage
school_zone : zone scolaire
screen : écran
search_key : clé de recherche
second_factor_also : second facteur aussi pour
second_phone : second téléphone
second_phone_typed : second téléphone tel que saisi
sender : expéditeur
sent_back_reason : raison du renvoi
sequence : version d’agenda
series : série
set_aside : mis de côté
sha256 : empreinte SHA-256
share : part
shares_pool : appels partagés dans le réseau
sheet : feuille
signatures : signatures
siret : SIRET
size : taille
slug : nom dans l’adresse
small_count_floor : seuil des petits nombres
specialty : spécialité
stage : étape de l’appel
state : état
statement : relevé
statement_silence_days : jours de silence valant accord
statements : relevés
step : étape
strength : force
subject : objet de l’envoi
subjects : sujets
suggestion : suggestion
supervisor : encadrant
taken_in : pris en charge
tells_territory : nombres donnés au territoire
template : modèle
text : texte
thesis : thèse
tiers_payant : tiers payant
title : intitulé
titulaire : titulaire
to_confirm : à confirmer
to_doctor : au médecin
told : dit
trace : trace
transfer : virement
travel : déplacement
travel_acts : actes de déplacement
urgent : urgent
url : lien
user_agent_digest : empreinte du navigateur
verb : action
version : version
virement : virements
visit_minutes : minutes d’une visite
waiting : en attente
wanted_astreinte : astreinte voulue
wanted_presence : jour voulu
wave : vague
wave_reason : raison de la vague
weekday : jour de la semaine (0 = lundi)
weekly_minimum : plancher de la semaine
weekly_target : objectif de la semaine
wider_communes : communes du territoire
what : ce qui s’est passé
width : largeur
withdrawn_reason : raison du retrait
without_doctor : jour sans médecin
word : mot
words : mots
written : écrites
xml : XML
year : année
year_to_date : depuis le début de l’année
"""

#: What was done: « … le » for an instant or a day, « … par » for who did it.
_DONE = """
accepted : accepté
acknowledged : accusé de réception
added : ajouté
answered : répondu
approved : approuvé
arrived : arrivé
asked : demandé
assigned : confié
became : devenu
begun : commencé
booked : inscrit
cancelled : annulé
changed : changé
claimed : pris
closed : fermé
confirmed : confirmé
corrected : corrigé
counted : compté
created : créé
dated : daté
declared : déclaré
designated : désigné
done : fait
drafted : rédigé
due : attendu
edited : modifié
ended : terminé
ends : finit
entered : saisi
escalated : escaladé
execution : exécuté
expires : expire
filed : classé
finished : achevé
handed_in : remis
informed : informé
invited : invité
issued : émis
last_contact : dernier contact
last_told : dit pour la dernière fois
licence_expires : licence jusqu’au
left : quitté
made : établi
mailed : envoyé par courriel
not_before : pas avant
noted : noté
opened : ouvert
paid : payé
prepared : préparé
published : publié
pushed : notifié
queued : mis en file
read : lu
received : reçu
recorded : enregistré
released : libéré
removed : retiré
rendered : mis en page
renewal_until : traitement jusqu’au
replaced : remplacé
revoked : révoqué
routed : réadressé
said : dit
saved : enregistré
seen_by : toutes vues la semaine du
sending : envoi en cours
sent : envoyé
sent_again : renvoyé
sent_back : retourné
set_aside : mis de côté
settled : réglé
signed : signé
sooner : avec un jour de plus, semaine du
spoken : dernier message
started : commencé
starts : commence
stepped : étape franchie
taken : pris
ticked : coché
told : averti
typed : saisi
undone : défait
until : jusqu’au
uploaded : déposé
verified : vérifié
withdrawn : retiré
written : écrit
"""


def _read(table: str) -> dict[str, str]:
    return dict(line.split(" : ", 1) for line in table.strip().splitlines())


COLUMNS, DONE = _read(_COLUMNS), _read(_DONE)
#: Words that already lead to the day that follows them.
_LEADING = (
    "jusqu’au",
    " du",
    "pas avant",
    "finit",
    "commence",
    "expire",
    "dernier contact",
    "dernier message",
)


def column_said(name: str) -> str:
    """« booked_by_id »: « inscrit par ». Raises KeyError for a column that nobody has named."""
    if name in COLUMNS:
        return COLUMNS[name]
    stem = name.removesuffix("_id")
    if stem in COLUMNS:
        return COLUMNS[stem]
    if stem.endswith("_by"):
        return f"{DONE[stem.removesuffix('_by')]} par"
    said = DONE[stem.removesuffix("_at").removesuffix("_on")]
    if not said.endswith(_LEADING):
        said += " le"
    return f"{said} (heure)" if stem.endswith("_at") else said
