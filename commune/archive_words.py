"""What the tables of the mairie and of the registers are called in the archive of a practice."""

TABLES = {
    "commune_budget": "budgets",
    "commune_consultationcount": "consultations en nombres",
    "commune_cost": "coûts",
    "commune_costchange": "coûts, corrections",
    "commune_entry": "registres",
    "commune_entryevent": "registres, suites",
    "commune_entryfile": "registres, pièces jointes",
    "commune_grant": "subventions",
    "commune_settlingstep": "étapes vers l’installation",
}
