from decimal import Decimal

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.math
import uuid_utils.compat
from django.db import migrations, models

import cabinet.tenancy.constraints
import cabinet.tenancy.fields

#: Until now a month had one payer, the titulaire of its closing. A file that was made is final: its trigger
#: stands aside while the owner writes on it what it already meant.
FILL_PAYERS = """
UPDATE retrocession_draft d SET titulaire_id = c.titulaire_id
FROM retrocession_monthclosing c WHERE c.id = d.closing_id;
ALTER TABLE retrocession_transferfile DISABLE TRIGGER transfer_file_is_final;
UPDATE retrocession_transferfile f SET titulaire_id = c.titulaire_id
FROM retrocession_monthclosing c WHERE c.id = f.closing_id;
ALTER TABLE retrocession_transferfile ENABLE TRIGGER transfer_file_is_final;
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cabinet", "0002_heartbeat"),
        ("retrocession", "0001_month_closing"),
    ]

    operations = [
        migrations.CreateModel(
            name="Adjustment",
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
                            ("rejection", "rejet"),
                            ("late_line", "ligne tardive"),
                            ("correction", "correction"),
                        ],
                        max_length=10,
                    ),
                ),
                ("month", models.DateField()),
                ("origin_month", models.DateField()),
                ("invoice", models.CharField(blank=True, max_length=40)),
                ("act", models.CharField(blank=True, max_length=20)),
                ("on", models.DateField(null=True)),
                ("amount", models.DecimalField(decimal_places=2, max_digits=12)),
                ("rate", models.DecimalField(decimal_places=2, max_digits=5)),
                ("share", models.DecimalField(decimal_places=2, max_digits=12)),
                ("reason", models.CharField(max_length=300)),
                ("noted_on", models.DateField()),
                ("key", models.BinaryField(max_length=16)),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["recorded_at", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AdjustmentOutcome",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_reason", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RejectionImport",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("month", models.DateField()),
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
                        max_length=10,
                    ),
                ),
                ("rows", models.JSONField(default=list)),
                ("lines", models.PositiveIntegerField(default=0)),
                ("written", models.PositiveIntegerField(default=0)),
                ("duplicates", models.PositiveIntegerField(default=0)),
                ("excluded", models.PositiveIntegerField(default=0)),
                ("uploaded_at", models.DateTimeField()),
                ("written_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-uploaded_at"],
                "abstract": False,
            },
        ),
        migrations.RemoveConstraint(
            model_name="draft",
            name="draft_one_per_locum",
        ),
        migrations.RemoveConstraint(
            model_name="statement",
            name="statement_one_per_locum_and_month",
        ),
        migrations.AddField(
            model_name="draft",
            name="titulaire",
            field=cabinet.tenancy.fields.TenantForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cabinet.membership",
            ),
        ),
        migrations.AddField(
            model_name="transferfile",
            name="titulaire",
            field=cabinet.tenancy.fields.TenantForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cabinet.membership",
            ),
        ),
        migrations.RunSQL(FILL_PAYERS, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="draft",
            name="titulaire",
            field=cabinet.tenancy.fields.TenantForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cabinet.membership",
            ),
        ),
        migrations.AlterField(
            model_name="transferfile",
            name="titulaire",
            field=cabinet.tenancy.fields.TenantForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cabinet.membership",
            ),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=cabinet.tenancy.constraints.SameTenant(
                field="titulaire", name="draft_titulaire_same_practice"
            ),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.UniqueConstraint(
                fields=("cabinet", "closing", "titulaire", "remplacant"), name="draft_one_per_pair"
            ),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.UniqueConstraint(
                fields=("cabinet", "closing", "titulaire", "remplacant"),
                name="statement_one_per_pair_and_month",
            ),
        ),
        migrations.AddConstraint(
            model_name="transferfile",
            constraint=cabinet.tenancy.constraints.SameTenant(
                field="titulaire", name="transfer_titulaire_same_practice"
            ),
        ),
        migrations.AddField(
            model_name="adjustment",
            name="cabinet",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cabinet.cabinet",
            ),
        ),
        migrations.AddField(
            model_name="adjustment",
            name="line",
            field=cabinet.tenancy.fields.TenantForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="adjustments",
                to="retrocession.receiptline",
            ),
        ),
        migrations.AddField(
            model_name="adjustment",
            name="origin",
            field=cabinet.tenancy.fields.TenantForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="adjusted_by",
                to="retrocession.statement",
            ),
        ),
        migrations.AddField(
            model_name="adjustment",
            name="recorded_by",
            field=cabinet.tenancy.fields.TenantForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cabinet.membership",
            ),
        ),
        migrations.AddField(
            model_name="adjustment",
            name="remplacant",
            field=cabinet.tenancy.fields.TenantForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="adjustments",
                to="cabinet.membership",
            ),
        ),
        migrations.AddField(
            model_name="adjustment",
            name="titulaire",
            field=cabinet.tenancy.fields.TenantForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cabinet.membership",
            ),
        ),
        migrations.AddField(
            model_name="adjustmentoutcome",
            name="adjustment",
            field=cabinet.tenancy.fields.TenantForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="outcomes",
                to="retrocession.adjustment",
            ),
        ),
        migrations.AddField(
            model_name="adjustmentoutcome",
            name="cabinet",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cabinet.cabinet",
            ),
        ),
        migrations.AddField(
            model_name="adjustmentoutcome",
            name="statement",
            field=cabinet.tenancy.fields.TenantForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="carried",
                to="retrocession.statement",
            ),
        ),
        migrations.AddField(
            model_name="adjustmentoutcome",
            name="withdrawn_by",
            field=cabinet.tenancy.fields.TenantForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cabinet.membership",
            ),
        ),
        migrations.AddField(
            model_name="rejectionimport",
            name="cabinet",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cabinet.cabinet",
            ),
        ),
        migrations.AddConstraint(
            model_name="adjustmentoutcome",
            constraint=models.UniqueConstraint(
                fields=("cabinet", "id"), name="retrocession_adjustmentoutcome_tenant_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="rejectionimport",
            constraint=models.UniqueConstraint(
                fields=("cabinet", "id"), name="retrocession_rejectionimport_tenant_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="adjustment",
            constraint=models.UniqueConstraint(
                fields=("cabinet", "id"), name="retrocession_adjustment_tenant_key"
            ),
        ),
        migrations.AddField(
            model_name="rejectionimport",
            name="uploaded_by",
            field=cabinet.tenancy.fields.TenantForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cabinet.membership",
            ),
        ),
        migrations.AddField(
            model_name="rejectionimport",
            name="written_by",
            field=cabinet.tenancy.fields.TenantForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cabinet.membership",
            ),
        ),
        migrations.AddField(
            model_name="adjustment",
            name="rejection_import",
            field=cabinet.tenancy.fields.TenantForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="adjustments",
                to="retrocession.rejectionimport",
            ),
        ),
        migrations.AddConstraint(
            model_name="adjustmentoutcome",
            constraint=cabinet.tenancy.constraints.TenantPolicy(
                name="retrocession_adjustmentoutcome_is_isolated"
            ),
        ),
        migrations.AddConstraint(
            model_name="adjustmentoutcome",
            constraint=cabinet.tenancy.constraints.SameTenant(
                field="adjustment", name="outcome_adjustment_same_practice"
            ),
        ),
        migrations.AddConstraint(
            model_name="adjustmentoutcome",
            constraint=cabinet.tenancy.constraints.SameTenant(
                field="statement", name="outcome_statement_same_practice"
            ),
        ),
        migrations.AddConstraint(
            model_name="adjustmentoutcome",
            constraint=cabinet.tenancy.constraints.SameTenant(
                field="withdrawn_by", name="outcome_author_same_practice"
            ),
        ),
        migrations.AddConstraint(
            model_name="adjustmentoutcome",
            constraint=models.UniqueConstraint(
                fields=("cabinet", "adjustment"), name="outcome_one_per_adjustment"
            ),
        ),
        migrations.AddConstraint(
            model_name="adjustmentoutcome",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("statement__isnull", False), ("withdrawn_at__isnull", True)),
                    models.Q(
                        ("statement__isnull", True),
                        ("withdrawn_at__isnull", False),
                        models.Q(("withdrawn_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="outcome_is_carried_or_withdrawn",
            ),
        ),
        migrations.AddConstraint(
            model_name="adjustmentoutcome",
            constraint=cabinet.tenancy.constraints.AppendOnly(name="adjustment_outcome_is_final"),
        ),
        migrations.AddConstraint(
            model_name="rejectionimport",
            constraint=cabinet.tenancy.constraints.TenantPolicy(
                name="retrocession_rejectionimport_is_isolated"
            ),
        ),
        migrations.AddConstraint(
            model_name="rejectionimport",
            constraint=cabinet.tenancy.constraints.SameTenant(
                field="uploaded_by", name="rejections_sender_same_practice"
            ),
        ),
        migrations.AddConstraint(
            model_name="rejectionimport",
            constraint=cabinet.tenancy.constraints.SameTenant(
                field="written_by", name="rejections_writer_same_practice"
            ),
        ),
        migrations.AddConstraint(
            model_name="rejectionimport",
            constraint=models.CheckConstraint(
                condition=models.Q(("month__day", 1)), name="rejections_month_is_a_month"
            ),
        ),
        migrations.AddConstraint(
            model_name="rejectionimport",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "preview"), ("rows", []), _connector="OR"),
                name="rejections_keep_no_rows_once_settled",
            ),
        ),
        migrations.AddIndex(
            model_name="adjustment",
            index=models.Index(fields=["cabinet", "month"], name="adjustments_of_a_month"),
        ),
        migrations.AddConstraint(
            model_name="adjustment",
            constraint=cabinet.tenancy.constraints.TenantPolicy(name="retrocession_adjustment_is_isolated"),
        ),
        migrations.AddConstraint(
            model_name="adjustment",
            constraint=cabinet.tenancy.constraints.SameTenant(
                field="titulaire", name="adjustment_titulaire_same_practice"
            ),
        ),
        migrations.AddConstraint(
            model_name="adjustment",
            constraint=cabinet.tenancy.constraints.SameTenant(
                field="remplacant", name="adjustment_remplacant_same_practice"
            ),
        ),
        migrations.AddConstraint(
            model_name="adjustment",
            constraint=cabinet.tenancy.constraints.SameTenant(
                field="origin", name="adjustment_origin_same_practice"
            ),
        ),
        migrations.AddConstraint(
            model_name="adjustment",
            constraint=cabinet.tenancy.constraints.SameTenant(
                field="line", name="adjustment_line_same_practice"
            ),
        ),
        migrations.AddConstraint(
            model_name="adjustment",
            constraint=cabinet.tenancy.constraints.SameTenant(
                field="rejection_import", name="adjustment_rejection_import_same_practice"
            ),
        ),
        migrations.AddConstraint(
            model_name="adjustment",
            constraint=cabinet.tenancy.constraints.SameTenant(
                field="recorded_by", name="adjustment_recorded_by_same_practice"
            ),
        ),
        migrations.AddConstraint(
            model_name="adjustment",
            constraint=models.UniqueConstraint(fields=("cabinet", "key"), name="adjustment_written_once"),
        ),
        migrations.AddConstraint(
            model_name="adjustment",
            constraint=models.CheckConstraint(
                condition=models.Q(("month__day", 1)), name="adjustment_month_is_a_month"
            ),
        ),
        migrations.AddConstraint(
            model_name="adjustment",
            constraint=models.CheckConstraint(
                condition=models.Q(("origin_month__day", 1)), name="adjustment_origin_month_is_a_month"
            ),
        ),
        migrations.AddConstraint(
            model_name="adjustment",
            constraint=models.CheckConstraint(
                condition=models.Q(("origin_month__lt", models.F("month"))),
                name="adjustment_comes_after_its_month",
            ),
        ),
        migrations.AddConstraint(
            model_name="adjustment",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount", 0), _negated=True), name="adjustment_changes_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="adjustment",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="adjustment_needs_a_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="adjustment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "share",
                        django.db.models.functions.math.Round(
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    models.F("amount"), "*", models.F("rate")
                                ),
                                "/",
                                models.Value(Decimal("100")),
                            ),
                            precision=2,
                        ),
                    )
                ),
                name="adjustment_share_is_the_amount_at_its_rate",
            ),
        ),
        migrations.AddConstraint(
            model_name="adjustment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "rejection"), _negated=True),
                    models.Q(("amount__lt", 0), ("line__isnull", False), ("origin__isnull", False)),
                    _connector="OR",
                ),
                name="adjustment_rejection_takes_a_line_back",
            ),
        ),
        migrations.AddConstraint(
            model_name="adjustment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "late_line"), _negated=True),
                    models.Q(
                        models.Q(("invoice", ""), _negated=True),
                        models.Q(("act", ""), _negated=True),
                        ("on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="adjustment_late_line_is_an_act",
            ),
        ),
        migrations.AddConstraint(
            model_name="adjustment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "correction"), _negated=True),
                    ("origin__isnull", False),
                    _connector="OR",
                ),
                name="adjustment_correction_is_of_a_statement",
            ),
        ),
        migrations.AddConstraint(
            model_name="adjustment",
            constraint=cabinet.tenancy.constraints.AppendOnly(name="adjustment_is_final"),
        ),
    ]
