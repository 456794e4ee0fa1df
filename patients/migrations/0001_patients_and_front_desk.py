import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import uuid_utils.compat
from django.db import migrations, models

import cabinet.tenancy.constraints
import cabinet.tenancy.fields
import patients.models.settings
import patients.models.triggers
from patients.models.triggers import DROP_FUNCTION, FUNCTION


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cabinet", "0007_accesses"),
        ("planning", "0003_a_swap_may_have_a_reason"),
    ]

    operations = [
        migrations.RunSQL(FUNCTION, DROP_FUNCTION),
        migrations.CreateModel(
            name="Appointment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("first", "première consultation"),
                            ("follow_up", "suivi"),
                            ("visit", "visite à domicile"),
                            ("asalee", "séance ASALÉE"),
                        ],
                        max_length=9,
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("booked", "prévu"),
                            ("arrived", "arrivé"),
                            ("in_consultation", "en consultation"),
                            ("done", "vu"),
                            ("no_show", "absent"),
                            ("cancelled", "annulé"),
                            ("moved", "déplacé"),
                            ("to_move", "à déplacer"),
                        ],
                        default="booked",
                        max_length=15,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=120, verbose_name="note")),
                ("booked_at", models.DateTimeField()),
                ("arrived_at", models.DateTimeField(null=True)),
                ("started_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("changed_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=160)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "booked_by",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.membership",
                    ),
                ),
                (
                    "cabinet",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.cabinet",
                    ),
                ),
                (
                    "changed_by",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.membership",
                    ),
                ),
                (
                    "moved_to",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moved_from",
                        to="patients.appointment",
                    ),
                ),
                (
                    "practitioner",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to="cabinet.membership",
                    ),
                ),
                (
                    "presence",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to="planning.presence",
                    ),
                ),
            ],
            options={
                "ordering": ["starts_at", "pk"],
                "abstract": False,
                "indexes": [models.Index(fields=["cabinet", "starts_at"], name="appointments_by_time")],
                "constraints": [
                    cabinet.tenancy.constraints.TenantPolicy(name="patients_appointment_is_isolated"),
                    models.UniqueConstraint(fields=("cabinet", "id"), name="patients_appointment_tenant_key"),
                    cabinet.tenancy.constraints.SameTenant(
                        field="practitioner", name="appointment_practitioner_same_practice"
                    ),
                    cabinet.tenancy.constraints.SameTenant(
                        field="presence", name="appointment_presence_same_practice"
                    ),
                    cabinet.tenancy.constraints.SameTenant(
                        field="booked_by", name="appointment_booker_same_practice"
                    ),
                    cabinet.tenancy.constraints.SameTenant(
                        field="changed_by", name="appointment_changer_same_practice"
                    ),
                    cabinet.tenancy.constraints.SameTenant(
                        field="moved_to", name="appointment_successor_same_practice"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["first", "follow_up", "visit", "asalee"])),
                        name="appointment_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "booked",
                                    "arrived",
                                    "in_consultation",
                                    "done",
                                    "no_show",
                                    "cancelled",
                                    "moved",
                                    "to_move",
                                ],
                            )
                        ),
                        name="appointment_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="appointment_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("moved_to__isnull", False), ("state", "moved")),
                            models.Q(models.Q(("state", "moved"), _negated=True), ("moved_to", None)),
                            _connector="OR",
                        ),
                        name="appointment_moved_says_where",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("state__in", ("booked", "arrived", "in_consultation", "done"))),
                        expressions=[
                            ("practitioner", "="),
                            (
                                models.Func(
                                    models.F("starts_at"),
                                    models.F("ends_at"),
                                    function="TSTZRANGE",
                                    output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField(),
                                ),
                                "&&",
                            ),
                        ],
                        name="appointment_one_at_a_time_for_a_practitioner",
                    ),
                    patients.models.triggers.StandsWithinPresence(
                        name="appointment_stands_within_a_presence"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChecklistTemplate",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("opening", "ouverture"),
                            ("closing", "fermeture"),
                            ("no_doctor", "jour sans médecin"),
                            ("presence_day", "jour de présence"),
                            ("first_consultation", "première consultation"),
                            ("month_end", "fin de mois"),
                        ],
                        max_length=18,
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("items", models.JSONField(default=list)),
                ("published_at", models.DateTimeField()),
                (
                    "cabinet",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.cabinet",
                    ),
                ),
                (
                    "published_by",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.membership",
                    ),
                ),
            ],
            options={
                "ordering": ["kind", "-version"],
                "abstract": False,
                "constraints": [
                    cabinet.tenancy.constraints.TenantPolicy(name="patients_checklisttemplate_is_isolated"),
                    models.UniqueConstraint(
                        fields=("cabinet", "id"), name="patients_checklisttemplate_tenant_key"
                    ),
                    cabinet.tenancy.constraints.SameTenant(
                        field="published_by", name="checklist_publisher_same_practice"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "opening",
                                    "closing",
                                    "no_doctor",
                                    "presence_day",
                                    "first_consultation",
                                    "month_end",
                                ],
                            )
                        ),
                        name="checklist_kind_is_known",
                    ),
                    models.UniqueConstraint(
                        fields=("cabinet", "kind", "version"), name="checklist_version_is_published_once"
                    ),
                    cabinet.tenancy.constraints.AppendOnly(name="checklist_version_is_final"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChecklistRun",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("opening", "ouverture"),
                            ("closing", "fermeture"),
                            ("no_doctor", "jour sans médecin"),
                            ("presence_day", "jour de présence"),
                            ("first_consultation", "première consultation"),
                            ("month_end", "fin de mois"),
                        ],
                        max_length=18,
                    ),
                ),
                ("on", models.DateField()),
                ("begun_at", models.DateTimeField()),
                (
                    "cabinet",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.cabinet",
                    ),
                ),
                (
                    "membership",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.membership",
                    ),
                ),
                (
                    "template",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="runs",
                        to="patients.checklisttemplate",
                    ),
                ),
            ],
            options={
                "ordering": ["on", "kind", "pk"],
                "abstract": False,
                "constraints": [
                    cabinet.tenancy.constraints.TenantPolicy(name="patients_checklistrun_is_isolated"),
                    models.UniqueConstraint(
                        fields=("cabinet", "id"), name="patients_checklistrun_tenant_key"
                    ),
                    cabinet.tenancy.constraints.SameTenant(
                        field="template", name="checklist_run_template_same_practice"
                    ),
                    cabinet.tenancy.constraints.SameTenant(
                        field="membership", name="checklist_run_member_same_practice"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChecklistTick",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("item", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "by",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.membership",
                    ),
                ),
                (
                    "cabinet",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.cabinet",
                    ),
                ),
                (
                    "run",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ticks",
                        to="patients.checklistrun",
                    ),
                ),
                (
                    "undone_by",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.membership",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "abstract": False,
                "constraints": [
                    cabinet.tenancy.constraints.TenantPolicy(name="patients_checklisttick_is_isolated"),
                    models.UniqueConstraint(
                        fields=("cabinet", "id"), name="patients_checklisttick_tenant_key"
                    ),
                    cabinet.tenancy.constraints.SameTenant(
                        field="run", name="checklist_tick_run_same_practice"
                    ),
                    cabinet.tenancy.constraints.SameTenant(field="by", name="checklist_ticker_same_practice"),
                    cabinet.tenancy.constraints.SameTenant(
                        field="undone_by", name="checklist_unticker_same_practice"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at", None)),
                        fields=("cabinet", "run", "item"),
                        name="checklist_item_is_ticked_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DirectoryEntry",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("doctor", "médecin des environs"),
                            ("duty_house", "maison médicale de garde"),
                            ("emergency", "urgences et régulation"),
                            ("pharmacy", "pharmacie"),
                            ("laboratory", "laboratoire"),
                            ("hospital", "hôpital"),
                            ("other", "autre"),
                        ],
                        max_length=10,
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="nom")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="téléphone")),
                ("hours", models.CharField(blank=True, max_length=120, verbose_name="horaires")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="à savoir")),
                (
                    "without_doctor",
                    models.BooleanField(default=True, verbose_name="montré les jours sans médecin"),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "cabinet",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.cabinet",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "name", "pk"],
                "abstract": False,
                "constraints": [
                    cabinet.tenancy.constraints.TenantPolicy(name="patients_directoryentry_is_isolated"),
                    models.UniqueConstraint(
                        fields=("cabinet", "id"), name="patients_directoryentry_tenant_key"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "doctor",
                                    "duty_house",
                                    "emergency",
                                    "pharmacy",
                                    "laboratory",
                                    "hospital",
                                    "other",
                                ],
                            )
                        ),
                        name="directory_kind_is_known",
                    ),
                    models.UniqueConstraint(fields=("cabinet", "name"), name="directory_name_is_unique"),
                ],
            },
        ),
        migrations.CreateModel(
            name="HouseRules",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("body", models.TextField(max_length=40000, verbose_name="texte")),
                ("published_at", models.DateTimeField()),
                (
                    "cabinet",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.cabinet",
                    ),
                ),
                (
                    "published_by",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.membership",
                    ),
                ),
            ],
            options={
                "ordering": ["-version"],
                "abstract": False,
                "constraints": [
                    cabinet.tenancy.constraints.TenantPolicy(name="patients_houserules_is_isolated"),
                    models.UniqueConstraint(fields=("cabinet", "id"), name="patients_houserules_tenant_key"),
                    cabinet.tenancy.constraints.SameTenant(
                        field="published_by", name="house_rules_publisher_same_practice"
                    ),
                    models.UniqueConstraint(
                        fields=("cabinet", "version"), name="house_rules_version_is_published_once"
                    ),
                    cabinet.tenancy.constraints.AppendOnly(name="house_rules_version_is_final"),
                ],
            },
        ),
        migrations.CreateModel(
            name="HouseRulesReading",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "cabinet",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.cabinet",
                    ),
                ),
                (
                    "membership",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.membership",
                    ),
                ),
                (
                    "rules",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="readings",
                        to="patients.houserules",
                    ),
                ),
            ],
            options={
                "ordering": ["at"],
                "abstract": False,
                "constraints": [
                    cabinet.tenancy.constraints.TenantPolicy(name="patients_houserulesreading_is_isolated"),
                    models.UniqueConstraint(
                        fields=("cabinet", "id"), name="patients_houserulesreading_tenant_key"
                    ),
                    cabinet.tenancy.constraints.SameTenant(
                        field="rules", name="house_rules_reading_same_practice"
                    ),
                    cabinet.tenancy.constraints.SameTenant(
                        field="membership", name="house_rules_reader_same_practice"
                    ),
                    models.UniqueConstraint(
                        fields=("cabinet", "rules", "membership"), name="house_rules_are_accepted_once"
                    ),
                    cabinet.tenancy.constraints.AppendOnly(name="house_rules_reading_is_final"),
                ],
            },
        ),
        migrations.CreateModel(
            name="IntakeCount",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("on", models.DateField()),
                ("wave", models.PositiveSmallIntegerField()),
                ("waiting", models.PositiveIntegerField(null=True)),
                ("taken_in", models.PositiveIntegerField(null=True)),
                (
                    "cabinet",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.cabinet",
                    ),
                ),
            ],
            options={
                "ordering": ["on", "wave"],
                "abstract": False,
                "constraints": [
                    cabinet.tenancy.constraints.TenantPolicy(name="patients_intakecount_is_isolated"),
                    models.UniqueConstraint(fields=("cabinet", "id"), name="patients_intakecount_tenant_key"),
                    models.UniqueConstraint(
                        fields=("cabinet", "on", "wave"), name="intake_is_counted_once_a_day"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Patient",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("last_name", models.CharField(max_length=60, verbose_name="nom")),
                ("birth_name", models.CharField(blank=True, max_length=60, verbose_name="nom de naissance")),
                ("first_name", models.CharField(max_length=60, verbose_name="prénom")),
                ("birth_on", models.DateField(verbose_name="né(e) le")),
                ("phone", models.CharField(blank=True, max_length=16)),
                ("phone_typed", models.CharField(blank=True, max_length=40, verbose_name="téléphone")),
                ("second_phone", models.CharField(blank=True, max_length=16)),
                (
                    "second_phone_typed",
                    models.CharField(blank=True, max_length=40, verbose_name="autre téléphone"),
                ),
                ("address", models.CharField(blank=True, max_length=160, verbose_name="adresse")),
                ("postcode", models.CharField(blank=True, max_length=5, verbose_name="code postal")),
                ("commune", models.CharField(blank=True, max_length=80, verbose_name="commune")),
                ("called_by", models.CharField(blank=True, max_length=80, verbose_name="qui appelle")),
                ("remark", models.CharField(blank=True, max_length=200, verbose_name="remarque")),
                (
                    "file_number",
                    models.CharField(blank=True, max_length=40, verbose_name="numéro de dossier"),
                ),
                (
                    "criteria",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("ald", "ALD"),
                                ("polypathologie", "polypathologie"),
                                ("domicile", "ne se déplace pas"),
                                ("ehpad", "EHPAD"),
                                ("mobilite_reduite", "mobilité réduite"),
                                ("grossesse", "grossesse"),
                                ("precarite", "précarité"),
                            ],
                            max_length=20,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "on_former_list",
                    models.BooleanField(default=False, verbose_name="sur la liste du médecin parti"),
                ),
                ("without_doctor", models.BooleanField(default=True, verbose_name="sans médecin traitant")),
                (
                    "renewal_until_on",
                    models.DateField(blank=True, null=True, verbose_name="traitement renouvelé jusqu’au"),
                ),
                ("wave", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="vague")),
                ("wave_reason", models.CharField(blank=True, max_length=200, verbose_name="pourquoi")),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("waiting", "en attente"),
                            ("called", "appelé"),
                            ("booked", "premier rendez-vous pris"),
                            ("seen", "vu"),
                            ("followed", "suivi"),
                            ("oriented", "orienté ailleurs"),
                            ("given_up", "sans suite"),
                        ],
                        default="waiting",
                        max_length=9,
                    ),
                ),
                ("stepped_at", models.DateTimeField()),
                ("entered_at", models.DateTimeField()),
                ("import_line", models.PositiveIntegerField(null=True)),
                ("last_contact_on", models.DateField()),
                ("version", models.PositiveIntegerField(default=1)),
                ("identity", models.CharField(editable=False, max_length=130)),
                ("search_key", models.CharField(editable=False, max_length=400)),
                (
                    "cabinet",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.cabinet",
                    ),
                ),
                (
                    "entered_by",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.membership",
                    ),
                ),
            ],
            options={
                "ordering": ["identity", "birth_on", "pk"],
                "abstract": False,
                "indexes": [
                    models.Index(fields=["cabinet", "step"], name="patients_by_step"),
                    models.Index(fields=["cabinet", "renewal_until_on"], name="patients_by_renewal"),
                ],
                "constraints": [
                    cabinet.tenancy.constraints.TenantPolicy(name="patients_patient_is_isolated"),
                    models.UniqueConstraint(fields=("cabinet", "id"), name="patients_patient_tenant_key"),
                    cabinet.tenancy.constraints.SameTenant(
                        field="entered_by", name="patient_enterer_same_practice"
                    ),
                    models.UniqueConstraint(
                        fields=("cabinet", "identity", "birth_on"), name="patient_is_entered_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "step__in",
                                ["waiting", "called", "booked", "seen", "followed", "oriented", "given_up"],
                            )
                        ),
                        name="patient_step_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "criteria__contained_by",
                                [
                                    "ald",
                                    "polypathologie",
                                    "domicile",
                                    "ehpad",
                                    "mobilite_reduite",
                                    "grossesse",
                                    "precarite",
                                ],
                            )
                        ),
                        name="patient_criteria_are_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("wave", None), ("wave_reason", "")),
                            models.Q(
                                ("wave__gte", 1),
                                ("wave__lte", 3),
                                models.Q(("wave_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="patient_wave_is_moved_with_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("birth_on__gte", "1890-01-01")), name="patient_is_of_this_age"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Orientation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "motive",
                    models.CharField(
                        choices=[
                            ("heavy", "pathologie lourde"),
                            ("psychiatric", "suivi psychiatrique"),
                            ("nearer", "plus près de chez eux"),
                            ("other", "autre"),
                        ],
                        max_length=11,
                        verbose_name="motif",
                    ),
                ),
                ("elsewhere", models.CharField(blank=True, max_length=120, verbose_name="ailleurs")),
                ("on", models.DateField()),
                ("written_at", models.DateTimeField()),
                (
                    "cabinet",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.cabinet",
                    ),
                ),
                (
                    "to_doctor",
                    cabinet.tenancy.fields.TenantForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.membership",
                    ),
                ),
                (
                    "written_by",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.membership",
                    ),
                ),
                (
                    "patient",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="orientations",
                        to="patients.patient",
                    ),
                ),
            ],
            options={
                "ordering": ["-on", "-pk"],
                "abstract": False,
                "constraints": [
                    cabinet.tenancy.constraints.TenantPolicy(name="patients_orientation_is_isolated"),
                    models.UniqueConstraint(fields=("cabinet", "id"), name="patients_orientation_tenant_key"),
                    cabinet.tenancy.constraints.SameTenant(
                        field="patient", name="orientation_patient_same_practice"
                    ),
                    cabinet.tenancy.constraints.SameTenant(
                        field="to_doctor", name="orientation_doctor_same_practice"
                    ),
                    cabinet.tenancy.constraints.SameTenant(
                        field="written_by", name="orientation_writer_same_practice"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("motive__in", ["heavy", "psychiatric", "nearer", "other"])),
                        name="orientation_motive_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("elsewhere", ""), ("to_doctor__isnull", False)),
                            models.Q(("to_doctor", None), models.Q(("elsewhere", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="orientation_goes_somewhere",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Declaration",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("declared_on", models.DateField()),
                ("informed_at", models.DateTimeField(null=True)),
                ("leaflet_given", models.BooleanField(default=False)),
                ("written_at", models.DateTimeField()),
                ("ended_on", models.DateField(null=True)),
                ("end_reason", models.CharField(blank=True, max_length=120)),
                (
                    "cabinet",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.cabinet",
                    ),
                ),
                (
                    "doctor",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.membership",
                    ),
                ),
                (
                    "ended_by",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.membership",
                    ),
                ),
                (
                    "informed_by",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.membership",
                    ),
                ),
                (
                    "proposed",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.membership",
                    ),
                ),
                (
                    "written_by",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.membership",
                    ),
                ),
                (
                    "patient",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="declarations",
                        to="patients.patient",
                    ),
                ),
            ],
            options={
                "ordering": ["-declared_on", "-pk"],
                "abstract": False,
                "indexes": [models.Index(fields=["cabinet", "doctor"], name="declarations_of_a_doctor")],
                "constraints": [
                    cabinet.tenancy.constraints.TenantPolicy(name="patients_declaration_is_isolated"),
                    models.UniqueConstraint(fields=("cabinet", "id"), name="patients_declaration_tenant_key"),
                    cabinet.tenancy.constraints.SameTenant(
                        field="patient", name="declaration_patient_same_practice"
                    ),
                    cabinet.tenancy.constraints.SameTenant(
                        field="doctor", name="declaration_doctor_same_practice"
                    ),
                    cabinet.tenancy.constraints.SameTenant(
                        field="proposed", name="declaration_proposed_same_practice"
                    ),
                    cabinet.tenancy.constraints.SameTenant(
                        field="informed_by", name="declaration_informer_same_practice"
                    ),
                    cabinet.tenancy.constraints.SameTenant(
                        field="written_by", name="declaration_writer_same_practice"
                    ),
                    cabinet.tenancy.constraints.SameTenant(
                        field="ended_by", name="declaration_ender_same_practice"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on", None)),
                        fields=("cabinet", "patient"),
                        name="declaration_is_one_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_on", None), ("ended_on__gte", models.F("declared_on")), _connector="OR"
                        ),
                        name="declaration_ends_after_it_starts",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="checklistrun",
            name="patient",
            field=cabinet.tenancy.fields.TenantForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="checklists",
                to="patients.patient",
            ),
        ),
        migrations.CreateModel(
            name="CareTeamMember",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("added_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "added_by",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.membership",
                    ),
                ),
                (
                    "cabinet",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.cabinet",
                    ),
                ),
                (
                    "membership",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="followed_patients",
                        to="cabinet.membership",
                    ),
                ),
                (
                    "removed_by",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.membership",
                    ),
                ),
                (
                    "patient",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="care_team",
                        to="patients.patient",
                    ),
                ),
            ],
            options={
                "ordering": ["added_at", "pk"],
                "abstract": False,
                "indexes": [models.Index(fields=["cabinet", "membership"], name="care_team_of_a_member")],
                "constraints": [
                    cabinet.tenancy.constraints.TenantPolicy(name="patients_careteammember_is_isolated"),
                    models.UniqueConstraint(
                        fields=("cabinet", "id"), name="patients_careteammember_tenant_key"
                    ),
                    cabinet.tenancy.constraints.SameTenant(
                        field="patient", name="care_team_patient_same_practice"
                    ),
                    cabinet.tenancy.constraints.SameTenant(
                        field="membership", name="care_team_member_same_practice"
                    ),
                    cabinet.tenancy.constraints.SameTenant(
                        field="added_by", name="care_team_adder_same_practice"
                    ),
                    cabinet.tenancy.constraints.SameTenant(
                        field="removed_by", name="care_team_remover_same_practice"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at", None)),
                        fields=("cabinet", "patient", "membership"),
                        name="care_team_member_is_added_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CallBack",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="nom")),
                ("phone", models.CharField(blank=True, max_length=16)),
                ("phone_typed", models.CharField(blank=True, max_length=40, verbose_name="téléphone")),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("first_appointment", "premier rendez-vous"),
                            ("move_appointment", "rendez-vous à déplacer"),
                            ("renewal", "renouvellement"),
                            ("administrative", "papier ou dossier"),
                            ("doctor_asked", "demandé par un médecin"),
                            ("other", "autre"),
                        ],
                        max_length=17,
                        verbose_name="motif",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=160, verbose_name="note")),
                ("urgent", models.BooleanField(default=False, verbose_name="à rappeler en premier")),
                ("asked_at", models.DateTimeField()),
                ("not_before_at", models.DateTimeField(blank=True, null=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("result", models.CharField(blank=True, max_length=120)),
                (
                    "appointment",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="call_backs",
                        to="patients.appointment",
                    ),
                ),
                (
                    "asked_by",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.membership",
                    ),
                ),
                (
                    "cabinet",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.cabinet",
                    ),
                ),
                (
                    "done_by",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.membership",
                    ),
                ),
                (
                    "patient",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="call_backs",
                        to="patients.patient",
                    ),
                ),
            ],
            options={
                "ordering": ["-urgent", "asked_at", "pk"],
                "abstract": False,
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at", None)),
                        fields=["cabinet", "asked_at"],
                        name="call_backs_to_do",
                    )
                ],
                "constraints": [
                    cabinet.tenancy.constraints.TenantPolicy(name="patients_callback_is_isolated"),
                    models.UniqueConstraint(fields=("cabinet", "id"), name="patients_callback_tenant_key"),
                    cabinet.tenancy.constraints.SameTenant(
                        field="patient", name="call_back_patient_same_practice"
                    ),
                    cabinet.tenancy.constraints.SameTenant(
                        field="appointment", name="call_back_appointment_same_practice"
                    ),
                    cabinet.tenancy.constraints.SameTenant(
                        field="asked_by", name="call_back_asker_same_practice"
                    ),
                    cabinet.tenancy.constraints.SameTenant(
                        field="done_by", name="call_back_caller_same_practice"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "reason__in",
                                [
                                    "first_appointment",
                                    "move_appointment",
                                    "renewal",
                                    "administrative",
                                    "doctor_asked",
                                    "other",
                                ],
                            )
                        ),
                        name="call_back_reason_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("patient__isnull", False), models.Q(("name", ""), _negated=True), _connector="OR"
                        ),
                        name="call_back_says_whom",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("appointment__isnull", False), ("done_at", None)),
                        fields=("cabinet", "appointment"),
                        name="call_back_of_an_appointment_is_asked_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CallAttempt",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("reached", "joint"),
                            ("no_answer", "pas de réponse"),
                            ("left_message", "message laissé"),
                            ("call_later", "à rappeler plus tard"),
                            ("wrong_number", "mauvais numéro"),
                        ],
                        max_length=12,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=120)),
                (
                    "by",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.membership",
                    ),
                ),
                (
                    "cabinet",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.cabinet",
                    ),
                ),
                (
                    "call_back",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attempts",
                        to="patients.callback",
                    ),
                ),
                (
                    "patient",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attempts",
                        to="patients.patient",
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "abstract": False,
                "indexes": [models.Index(fields=["cabinet", "patient"], name="attempts_of_a_patient")],
                "constraints": [
                    cabinet.tenancy.constraints.TenantPolicy(name="patients_callattempt_is_isolated"),
                    models.UniqueConstraint(fields=("cabinet", "id"), name="patients_callattempt_tenant_key"),
                    cabinet.tenancy.constraints.SameTenant(
                        field="patient", name="attempt_patient_same_practice"
                    ),
                    cabinet.tenancy.constraints.SameTenant(
                        field="call_back", name="attempt_call_back_same_practice"
                    ),
                    cabinet.tenancy.constraints.SameTenant(field="by", name="attempt_caller_same_practice"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "outcome__in",
                                ["reached", "no_answer", "left_message", "call_later", "wrong_number"],
                            )
                        ),
                        name="attempt_outcome_is_known",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="appointment",
            name="patient",
            field=cabinet.tenancy.fields.TenantForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="appointments",
                to="patients.patient",
            ),
        ),
        migrations.CreateModel(
            name="PatientColumns",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("columns", models.JSONField(default=dict)),
                (
                    "cabinet",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.cabinet",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    cabinet.tenancy.constraints.TenantPolicy(name="patients_patientcolumns_is_isolated"),
                    models.UniqueConstraint(
                        fields=("cabinet", "id"), name="patients_patientcolumns_tenant_key"
                    ),
                    models.UniqueConstraint(fields=("cabinet",), name="patient_columns_one_per_practice"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PatientImport",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("file_name", models.CharField(max_length=200)),
                ("sha256", models.CharField(max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("preview", "à confirmer"),
                            ("written", "enregistré"),
                            ("abandoned", "abandonné"),
                        ],
                        default="preview",
                        max_length=9,
                    ),
                ),
                ("content", models.BinaryField(default=bytes)),
                ("read_on", models.DateField()),
                ("former_list", models.BooleanField(default=True)),
                ("set_aside", models.JSONField(default=dict)),
                ("kept_apart", models.JSONField(default=list)),
                ("lines", models.PositiveIntegerField(default=0)),
                ("written", models.PositiveIntegerField(default=0)),
                ("duplicates", models.PositiveIntegerField(default=0)),
                ("uploaded_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "cabinet",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.cabinet",
                    ),
                ),
                (
                    "settled_by",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.membership",
                    ),
                ),
                (
                    "uploaded_by",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.membership",
                    ),
                ),
            ],
            options={
                "ordering": ["-uploaded_at"],
                "abstract": False,
                "constraints": [
                    cabinet.tenancy.constraints.TenantPolicy(name="patients_patientimport_is_isolated"),
                    models.UniqueConstraint(
                        fields=("cabinet", "id"), name="patients_patientimport_tenant_key"
                    ),
                    cabinet.tenancy.constraints.SameTenant(
                        field="uploaded_by", name="patient_import_sender_same_practice"
                    ),
                    cabinet.tenancy.constraints.SameTenant(
                        field="settled_by", name="patient_import_settler_same_practice"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state", "preview"), ("content", b""), _connector="OR"),
                        name="patient_import_keeps_nothing_once_settled",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="patient",
            name="patient_import",
            field=cabinet.tenancy.fields.TenantForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="patients",
                to="patients.patientimport",
            ),
        ),
        migrations.CreateModel(
            name="PatientSettings",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "appointments_here",
                    models.BooleanField(default=True, verbose_name="rendez-vous tenus ici"),
                ),
                (
                    "agenda_elsewhere",
                    models.CharField(blank=True, max_length=80, verbose_name="autre agenda"),
                ),
                (
                    "first_minutes",
                    models.PositiveSmallIntegerField(
                        default=30, verbose_name="première consultation (minutes)"
                    ),
                ),
                (
                    "follow_up_minutes",
                    models.PositiveSmallIntegerField(default=15, verbose_name="suivi (minutes)"),
                ),
                (
                    "first_per_half_day",
                    models.PositiveSmallIntegerField(
                        default=2, verbose_name="premières consultations par demi-journée"
                    ),
                ),
                ("points", models.JSONField(default=dict)),
                (
                    "wider_communes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=80), blank=True, default=list, size=None
                    ),
                ),
                (
                    "asalee_motives",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=80),
                        blank=True,
                        default=patients.models.settings.asalee_motives,
                        size=None,
                    ),
                ),
                (
                    "intake_years",
                    models.PositiveSmallIntegerField(
                        default=2, verbose_name="conservation sans contact (années)"
                    ),
                ),
                (
                    "cabinet",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.cabinet",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    cabinet.tenancy.constraints.TenantPolicy(name="patients_patientsettings_is_isolated"),
                    models.UniqueConstraint(
                        fields=("cabinet", "id"), name="patients_patientsettings_tenant_key"
                    ),
                    models.UniqueConstraint(fields=("cabinet",), name="patient_settings_one_per_practice"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("first_minutes__gte", 5),
                            ("first_minutes__lte", 120),
                            ("follow_up_minutes__gte", 5),
                            ("follow_up_minutes__lte", 120),
                        ),
                        name="appointment_lasts_five_minutes_to_two_hours",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("intake_years__gte", 1), ("intake_years__lte", 5)),
                        name="intake_is_kept_one_to_five_years",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PatientStep",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "before",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("waiting", "en attente"),
                            ("called", "appelé"),
                            ("booked", "premier rendez-vous pris"),
                            ("seen", "vu"),
                            ("followed", "suivi"),
                            ("oriented", "orienté ailleurs"),
                            ("given_up", "sans suite"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "after",
                    models.CharField(
                        choices=[
                            ("waiting", "en attente"),
                            ("called", "appelé"),
                            ("booked", "premier rendez-vous pris"),
                            ("seen", "vu"),
                            ("followed", "suivi"),
                            ("oriented", "orienté ailleurs"),
                            ("given_up", "sans suite"),
                        ],
                        max_length=9,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=200)),
                (
                    "by",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.membership",
                    ),
                ),
                (
                    "cabinet",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.cabinet",
                    ),
                ),
                (
                    "patient",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="patients.patient",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "abstract": False,
                "indexes": [models.Index(fields=["cabinet", "patient"], name="steps_of_a_patient")],
                "constraints": [
                    cabinet.tenancy.constraints.TenantPolicy(name="patients_patientstep_is_isolated"),
                    models.UniqueConstraint(fields=("cabinet", "id"), name="patients_patientstep_tenant_key"),
                    cabinet.tenancy.constraints.SameTenant(
                        field="patient", name="patient_step_same_practice"
                    ),
                    cabinet.tenancy.constraints.SameTenant(field="by", name="patient_stepper_same_practice"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "after__in",
                                ["waiting", "called", "booked", "seen", "followed", "oriented", "given_up"],
                            )
                        ),
                        name="patient_step_goes_somewhere",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Purge",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField()),
                ("counts", models.JSONField(default=dict)),
                (
                    "cabinet",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.cabinet",
                    ),
                ),
            ],
            options={
                "ordering": ["-at"],
                "abstract": False,
                "constraints": [
                    cabinet.tenancy.constraints.TenantPolicy(name="patients_purge_is_isolated"),
                    models.UniqueConstraint(fields=("cabinet", "id"), name="patients_purge_tenant_key"),
                ],
            },
        ),
        migrations.CreateModel(
            name="RecordRequest",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("holder", models.CharField(blank=True, max_length=120, verbose_name="demandé à")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "demandé"),
                            ("received", "reçu"),
                            ("integrated", "intégré"),
                            ("impossible", "impossible"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                (
                    "form",
                    models.CharField(
                        blank=True, choices=[("paper", "papier"), ("digital", "numérique")], max_length=7
                    ),
                ),
                ("asked_on", models.DateField()),
                ("received_on", models.DateField(null=True)),
                ("settled_on", models.DateField(null=True)),
                ("reason", models.CharField(blank=True, max_length=160, verbose_name="pourquoi")),
                ("changed_at", models.DateTimeField()),
                (
                    "cabinet",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.cabinet",
                    ),
                ),
                (
                    "changed_by",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.membership",
                    ),
                ),
                (
                    "patient",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="record_requests",
                        to="patients.patient",
                    ),
                ),
            ],
            options={
                "ordering": ["asked_on", "pk"],
                "abstract": False,
                "constraints": [
                    cabinet.tenancy.constraints.TenantPolicy(name="patients_recordrequest_is_isolated"),
                    models.UniqueConstraint(
                        fields=("cabinet", "id"), name="patients_recordrequest_tenant_key"
                    ),
                    cabinet.tenancy.constraints.SameTenant(
                        field="patient", name="record_patient_same_practice"
                    ),
                    cabinet.tenancy.constraints.SameTenant(
                        field="changed_by", name="record_changer_same_practice"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["asked", "received", "integrated", "impossible"])),
                        name="record_state_is_known",
                    ),
                    models.UniqueConstraint(fields=("cabinet", "patient"), name="record_is_asked_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["asked", "impossible"]),
                            models.Q(("received_on__isnull", False), models.Q(("form", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="record_received_has_a_form_and_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "impossible"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="record_impossible_has_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Referral",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("motive", models.CharField(max_length=80, verbose_name="motif")),
                ("asked_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[("asked", "adressé"), ("followed", "en cours"), ("closed", "clos")],
                        default="asked",
                        max_length=8,
                    ),
                ),
                (
                    "ending",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("program_done", "programme terminé"),
                            ("back_to_doctor", "rendu au médecin"),
                            ("declined", "le patient ne souhaite pas"),
                            ("lost", "ne vient plus"),
                        ],
                        max_length=14,
                    ),
                ),
                ("closed_at", models.DateTimeField(null=True)),
                ("acknowledged_at", models.DateTimeField(null=True)),
                (
                    "asked_by",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.membership",
                    ),
                ),
                (
                    "cabinet",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.cabinet",
                    ),
                ),
                (
                    "closed_by",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.membership",
                    ),
                ),
                (
                    "nurse",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.membership",
                    ),
                ),
                (
                    "patient",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="referrals",
                        to="patients.patient",
                    ),
                ),
            ],
            options={
                "ordering": ["asked_at", "pk"],
                "abstract": False,
                "indexes": [models.Index(fields=["cabinet", "state"], name="referrals_by_state")],
                "constraints": [
                    cabinet.tenancy.constraints.TenantPolicy(name="patients_referral_is_isolated"),
                    models.UniqueConstraint(fields=("cabinet", "id"), name="patients_referral_tenant_key"),
                    cabinet.tenancy.constraints.SameTenant(
                        field="patient", name="referral_patient_same_practice"
                    ),
                    cabinet.tenancy.constraints.SameTenant(
                        field="asked_by", name="referral_asker_same_practice"
                    ),
                    cabinet.tenancy.constraints.SameTenant(
                        field="nurse", name="referral_nurse_same_practice"
                    ),
                    cabinet.tenancy.constraints.SameTenant(
                        field="closed_by", name="referral_closer_same_practice"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["asked", "followed", "closed"])),
                        name="referral_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_at__isnull", False),
                                ("state", "closed"),
                                models.Q(("ending", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state", "closed"), _negated=True),
                                ("closed_at", None),
                                ("ending", ""),
                            ),
                            _connector="OR",
                        ),
                        name="referral_closed_says_how",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "closed"), _negated=True),
                        fields=("cabinet", "patient", "motive"),
                        name="referral_is_asked_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReferralSession",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[("planned", "prévue"), ("held", "faite"), ("missed", "absent")],
                        default="planned",
                        max_length=7,
                    ),
                ),
                ("said_at", models.DateTimeField()),
                (
                    "appointment",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sessions",
                        to="patients.appointment",
                    ),
                ),
                (
                    "cabinet",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.cabinet",
                    ),
                ),
                (
                    "referral",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to="patients.referral",
                    ),
                ),
                (
                    "said_by",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.membership",
                    ),
                ),
            ],
            options={
                "ordering": ["on", "pk"],
                "abstract": False,
                "constraints": [
                    cabinet.tenancy.constraints.TenantPolicy(name="patients_referralsession_is_isolated"),
                    models.UniqueConstraint(
                        fields=("cabinet", "id"), name="patients_referralsession_tenant_key"
                    ),
                    cabinet.tenancy.constraints.SameTenant(
                        field="referral", name="session_referral_same_practice"
                    ),
                    cabinet.tenancy.constraints.SameTenant(
                        field="appointment", name="session_appointment_same_practice"
                    ),
                    cabinet.tenancy.constraints.SameTenant(
                        field="said_by", name="session_sayer_same_practice"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["planned", "held", "missed"])),
                        name="session_state_is_known",
                    ),
                    models.UniqueConstraint(
                        fields=("cabinet", "referral", "on"), name="session_is_planned_once_a_day"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TriageProtocol",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("title", models.CharField(max_length=100, verbose_name="titre")),
                ("body", models.TextField(max_length=8000, verbose_name="conduite à tenir")),
                ("version", models.PositiveIntegerField(default=1)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("written_at", models.DateTimeField()),
                ("replaced_at", models.DateTimeField(null=True)),
                (
                    "cabinet",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.cabinet",
                    ),
                ),
                (
                    "written_by",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.membership",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "title", "pk"],
                "abstract": False,
                "constraints": [
                    cabinet.tenancy.constraints.TenantPolicy(name="patients_triageprotocol_is_isolated"),
                    models.UniqueConstraint(
                        fields=("cabinet", "id"), name="patients_triageprotocol_tenant_key"
                    ),
                    cabinet.tenancy.constraints.SameTenant(
                        field="written_by", name="protocol_writer_same_practice"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("replaced_at", None)),
                        fields=("cabinet", "title"),
                        name="protocol_title_is_unique",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WaveOpening",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("wave", models.PositiveSmallIntegerField()),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "cabinet",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.cabinet",
                    ),
                ),
                (
                    "closed_by",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.membership",
                    ),
                ),
                (
                    "opened_by",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.membership",
                    ),
                ),
            ],
            options={
                "ordering": ["opened_at"],
                "abstract": False,
                "constraints": [
                    cabinet.tenancy.constraints.TenantPolicy(name="patients_waveopening_is_isolated"),
                    models.UniqueConstraint(fields=("cabinet", "id"), name="patients_waveopening_tenant_key"),
                    cabinet.tenancy.constraints.SameTenant(
                        field="opened_by", name="wave_opener_same_practice"
                    ),
                    cabinet.tenancy.constraints.SameTenant(
                        field="closed_by", name="wave_closer_same_practice"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("wave__gte", 1), ("wave__lte", 3)), name="wave_is_one_of_three"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at", None)),
                        fields=("cabinet", "wave"),
                        name="wave_is_opened_once",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="checklistrun",
            constraint=cabinet.tenancy.constraints.SameTenant(
                field="patient", name="checklist_run_patient_same_practice"
            ),
        ),
        migrations.AddConstraint(
            model_name="checklistrun",
            constraint=models.UniqueConstraint(
                fields=("cabinet", "kind", "on", "membership", "patient"),
                name="checklist_is_begun_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(fields=["cabinet", "patient"], name="appointments_of_a_patient"),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=cabinet.tenancy.constraints.SameTenant(
                field="patient", name="appointment_patient_same_practice"
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("state__in", ("booked", "arrived", "in_consultation", "done"))),
                expressions=[
                    ("patient", "="),
                    (
                        models.Func(
                            models.F("starts_at"),
                            models.F("ends_at"),
                            function="TSTZRANGE",
                            output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField(),
                        ),
                        "&&",
                    ),
                ],
                name="appointment_one_at_a_time_for_a_patient",
            ),
        ),
        migrations.AddConstraint(
            model_name="patient",
            constraint=cabinet.tenancy.constraints.SameTenant(
                field="patient_import", name="patient_import_same_practice"
            ),
        ),
    ]
