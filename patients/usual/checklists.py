"""The usual lists of a practice without a doctor of its own, from what its days and its months ask for.

One line a point; what is between parentheses at its end is said smaller, for who does it the first time.
"""

LISTS: dict[str, str] = {
    "opening": """\
Reprendre les téléphones du télésecrétariat (et lire ce qu’il a noté)
Ouvrir la salle d’attente (lumière, chauffage, revues, gel)
Allumer le matériel (ordinateurs, imprimante, terminal de paiement)
Vérifier le lecteur de cartes (Vitale et CPE reconnues)
Compléter les consommables des bureaux (draps, gants, papier, ordonnances)
Relever le courrier papier (et réexpédier ce qui est pour un autre cabinet)
Ouvrir la boîte MSSanté (résultats et lettres du jour)
Mettre le nom du médecin du jour sur le tableau""",
    "closing": """\
Compter la caisse du jour avec le médecin
Clore le lot de télétransmission de la CPE
Remplir la feuille du jour (actes, totaux par règlement, incidents)
Noter les cartes Vitale absentes (et les feuilles de soins papier à envoyer)
Ranger ce qui porte un nom de patient (broyer la feuille de rendez-vous)
Éteindre le matériel et fermer les bureaux
Passer les téléphones au télésecrétariat""",
    "no_doctor": """\
Dire sur le répondeur et sur la porte qu’il n’y a pas de médecin
Afficher la page « Jour sans médecin » (où s’adresser, et quand)
Vérifier qui répond au laboratoire (nom et téléphone de l’astreinte)
Relever la boîte MSSanté (un résultat urgent se dit au médecin d’astreinte)
Rappeler les rendez-vous à déplacer
Préparer le prochain jour de présence (courrier trié, résultats imprimés)""",
    "presence_day": """\
Lire la consigne laissée par le médecin d’astreinte
Lire et classer toute la biologie et tout le courrier (ceux des jours sans médecin aussi)
Écrire le raisonnement et le plan de soins dans chaque dossier
Laisser les points à revoir pour le confrère suivant
Adresser à l’infirmière ASALÉE ceux qui peuvent en profiter
Répondre aux infirmières et au pharmacien
Valider la caisse du jour avec le secrétariat""",
    "first_consultation": """\
Remettre le livret du cabinet
Expliquer l’équipe (des médecins qui se relaient et se lisent)
Dire que la déclaration de médecin traitant est administrative
Remplir le formulaire de médecin traitant (au nom du médecin remplacé du mois)
Demander au patient son dossier (à l’ancien médecin, sur papier ou numérique)
Créer le dossier et y noter l’essentiel (antécédents, traitements, allergies)
Vérifier la fin du traitement en cours
Décider s’il faut orienter vers le cabinet d’un titulaire (pathologie lourde, suivi psychique)
Donner le rendez-vous suivant""",
    "month_end": """\
Réunir toutes les feuilles du jour du mois
Importer les recettes du mois
Pointer les recettes (par médecin, par jour et par règlement)
Synchroniser les feuilles de soins CPE avec la CPS des titulaires (au cabinet, avant huit jours ouvrés)
Lister les tiers payants en attente et les rejets
Déposer chèques et espèces (sur le compte du médecin remplacé)
Vérifier que le médecin remplacé du mois suivant est désigné
Préparer les contrats et l’annexe du mois suivant
Envoyer à la mairie les commandes et les travaux demandés""",
}
