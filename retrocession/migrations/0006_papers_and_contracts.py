import django.db.models.deletion
import uuid_utils.compat
from django.db import migrations, models

import cabinet.tenancy.constraints
import cabinet.tenancy.fields
import retrocession.models.contract_triggers
from retrocession.models.contract_triggers import DROP_FUNCTION, FUNCTION


class Migration(migrations.Migration):
    dependencies = [
        ("cabinet", "0006_act_rates"),
        ("retrocession", "0005_day_sheets"),
    ]

    operations = [
        migrations.RunSQL(FUNCTION, DROP_FUNCTION),
        migrations.CreateModel(
            name="Contract",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("month", models.DateField()),
                ("rank", models.PositiveSmallIntegerField()),
                (
                    "proposed_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("adjoint", "médecin adjoint"),
                            ("assistant", "médecin assistant"),
                            ("remplacement", "remplacement par dérogation"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("adjoint", "médecin adjoint"),
                            ("assistant", "médecin assistant"),
                            ("remplacement", "remplacement par dérogation"),
                        ],
                        max_length=12,
                    ),
                ),
                ("letter", models.CharField(blank=True, max_length=80)),
                ("rate", models.DecimalField(decimal_places=2, max_digits=5, null=True)),
                (
                    "base",
                    models.CharField(
                        blank=True,
                        choices=[("facture", "ce qui a été facturé"), ("percu", "ce qui a été perçu")],
                        max_length=8,
                    ),
                ),
                ("payment_day", models.PositiveSmallIntegerField(default=15)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "brouillon"),
                            ("sent", "à signer"),
                            ("signed", "signé, à transmettre au CDOM"),
                            ("filed", "transmis au CDOM"),
                            ("authorised", "autorisé par le CDOM"),
                            ("deemed", "réputé accepté"),
                            ("refused", "refusé par le CDOM"),
                            ("ended", "terminé"),
                            ("closed", "clos"),
                            ("withdrawn", "abandonné"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                (
                    "alerted",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "NONE"),
                            ("d15", "TO_SEND"),
                            ("d3", "UNSIGNED"),
                            ("d1", "UNSIGNED_EVE"),
                            ("overdue", "OVERDUE"),
                        ],
                        max_length=8,
                    ),
                ),
                ("drafted_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("signed_at", models.DateTimeField(null=True)),
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
                    "drafted_by",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.membership",
                    ),
                ),
                (
                    "remplacant",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contracts",
                        to="cabinet.membership",
                    ),
                ),
                (
                    "sent_by",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.membership",
                    ),
                ),
                (
                    "titulaire",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contracts_as_remplace",
                        to="cabinet.membership",
                    ),
                ),
            ],
            options={
                "ordering": ["month", "rank"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ContractAnswer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("authorised", "autorisé"),
                            ("deemed", "sans réponse, réputé accepté"),
                            ("refused", "refusé"),
                        ],
                        max_length=10,
                    ),
                ),
                ("answered_on", models.DateField()),
                ("reference", models.CharField(blank=True, max_length=120)),
                ("recorded_at", models.DateTimeField()),
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
                    "contract",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="retrocession.contract",
                    ),
                ),
                (
                    "recorded_by",
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
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ContractDocument",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("rank", models.PositiveSmallIntegerField()),
                ("version", models.PositiveSmallIntegerField()),
                ("days", models.JSONField()),
                ("content", models.JSONField()),
                ("pdf", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
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
                    "contract",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="retrocession.contract",
                    ),
                ),
            ],
            options={
                "ordering": ["rank", "version"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ContractEvidence",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("pdf", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
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
                    "document",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="retrocession.contractdocument",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ContractScan",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("file_name", models.CharField(max_length=200)),
                ("pdf", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
                ("uploaded_at", models.DateTimeField()),
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
                    "document",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scans",
                        to="retrocession.contractdocument",
                    ),
                ),
                (
                    "uploaded_by",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.membership",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ContractSending",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("recipient", models.CharField(choices=[("cdom", "CDOM"), ("cpam", "CPAM")], max_length=4)),
                ("sent_on", models.DateField()),
                ("reference", models.CharField(max_length=120)),
                ("recorded_at", models.DateTimeField()),
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
                    "document",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sendings",
                        to="retrocession.contractdocument",
                    ),
                ),
                (
                    "recorded_by",
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
                "ordering": ["sent_on", "recorded_at"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ContractSignature",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "party",
                    models.CharField(
                        choices=[("titulaire", "médecin remplacé"), ("remplacant", "médecin remplaçant")],
                        max_length=10,
                    ),
                ),
                ("signed_at", models.DateTimeField()),
                ("sha256", models.CharField(max_length=64)),
                ("ip", models.GenericIPAddressField(null=True)),
                ("user_agent_digest", models.CharField(blank=True, max_length=64)),
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
                    "document",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="retrocession.contractdocument",
                    ),
                ),
                (
                    "signed_by",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contract_signatures",
                        to="cabinet.membership",
                    ),
                ),
            ],
            options={
                "ordering": ["signed_at"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Paper",
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
                            ("licence", "licence de remplacement"),
                            ("tableau", "inscription au tableau"),
                            ("rcp", "assurance professionnelle (RCP)"),
                            ("derogation", "dérogation"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reference", models.CharField(max_length=80)),
                ("expires_on", models.DateField(null=True)),
                ("recorded_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_reason", models.CharField(blank=True, max_length=200)),
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
                    "membership",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="cabinet.membership",
                    ),
                ),
                (
                    "recorded_by",
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
                "ordering": ["kind", "-recorded_at"],
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=cabinet.tenancy.constraints.TenantPolicy(name="retrocession_contract_is_isolated"),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.UniqueConstraint(
                fields=("cabinet", "id"), name="retrocession_contract_tenant_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=cabinet.tenancy.constraints.SameTenant(
                field="titulaire", name="contract_titulaire_same_practice"
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=cabinet.tenancy.constraints.SameTenant(
                field="remplacant", name="contract_remplacant_same_practice"
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=cabinet.tenancy.constraints.SameTenant(
                field="drafted_by", name="contract_drafted_by_same_practice"
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=cabinet.tenancy.constraints.SameTenant(
                field="sent_by", name="contract_sent_by_same_practice"
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["refused", "withdrawn"]), _negated=True),
                fields=("cabinet", "month", "titulaire", "remplacant"),
                name="contract_one_per_pair_and_month",
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.UniqueConstraint(
                fields=("cabinet", "month", "rank"), name="contract_reference_given_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=models.Q(("month__day", 1)), name="contract_month_is_a_month"
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=models.Q(("titulaire", models.F("remplacant")), _negated=True),
                name="contract_is_between_two_doctors",
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind", ""),
                    ("kind", models.F("proposed_kind")),
                    models.Q(("letter", ""), _negated=True),
                    _connector="OR",
                ),
                name="contract_other_kind_needs_the_letter",
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("rate", None), models.Q(("rate__gte", 0), ("rate__lte", 100)), _connector="OR"
                ),
                name="contract_rate_is_a_percentage",
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=models.Q(("payment_day__gte", 1), ("payment_day__lte", 28)),
                name="contract_payment_day_is_in_every_month",
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["draft", "withdrawn"]),
                    models.Q(
                        ("rate__isnull", False),
                        ("sent_at__isnull", False),
                        models.Q(("kind", ""), _negated=True),
                        models.Q(("base", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="contract_is_complete_once_sent",
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("signed_at", None), ("state__in", ["draft", "sent", "withdrawn"])),
                    models.Q(
                        models.Q(("state__in", ["draft", "sent", "withdrawn"]), _negated=True),
                        ("signed_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="contract_signed_has_a_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=retrocession.models.contract_triggers.FinalOnceSigned(
                name="contract_is_final_once_signed"
            ),
        ),
        migrations.AddConstraint(
            model_name="contractanswer",
            constraint=cabinet.tenancy.constraints.TenantPolicy(
                name="retrocession_contractanswer_is_isolated"
            ),
        ),
        migrations.AddConstraint(
            model_name="contractanswer",
            constraint=models.UniqueConstraint(
                fields=("cabinet", "id"), name="retrocession_contractanswer_tenant_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="contractanswer",
            constraint=cabinet.tenancy.constraints.SameTenant(
                field="contract", name="contract_answer_contract_same_practice"
            ),
        ),
        migrations.AddConstraint(
            model_name="contractanswer",
            constraint=cabinet.tenancy.constraints.SameTenant(
                field="recorded_by", name="contract_answer_author_same_practice"
            ),
        ),
        migrations.AddConstraint(
            model_name="contractanswer",
            constraint=models.UniqueConstraint(fields=("cabinet", "contract"), name="contract_answer_once"),
        ),
        migrations.AddConstraint(
            model_name="contractanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("outcome", "deemed"), models.Q(("reference", ""), _negated=True), _connector="OR"
                ),
                name="contract_answer_needs_a_reference",
            ),
        ),
        migrations.AddConstraint(
            model_name="contractanswer",
            constraint=cabinet.tenancy.constraints.AppendOnly(name="contract_answer_is_final"),
        ),
        migrations.AddConstraint(
            model_name="contractdocument",
            constraint=cabinet.tenancy.constraints.TenantPolicy(
                name="retrocession_contractdocument_is_isolated"
            ),
        ),
        migrations.AddConstraint(
            model_name="contractdocument",
            constraint=models.UniqueConstraint(
                fields=("cabinet", "id"), name="retrocession_contractdocument_tenant_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="contractdocument",
            constraint=cabinet.tenancy.constraints.SameTenant(
                field="contract", name="contract_document_contract_same_practice"
            ),
        ),
        migrations.AddConstraint(
            model_name="contractdocument",
            constraint=models.UniqueConstraint(
                fields=("cabinet", "contract", "rank", "version"), name="contract_document_made_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="contractdocument",
            constraint=models.UniqueConstraint(
                fields=("cabinet", "id", "sha256"), name="contract_document_very_file"
            ),
        ),
        migrations.AddConstraint(
            model_name="contractdocument",
            constraint=cabinet.tenancy.constraints.AppendOnly(name="contract_document_is_final"),
        ),
        migrations.AddConstraint(
            model_name="contractevidence",
            constraint=cabinet.tenancy.constraints.TenantPolicy(
                name="retrocession_contractevidence_is_isolated"
            ),
        ),
        migrations.AddConstraint(
            model_name="contractevidence",
            constraint=models.UniqueConstraint(
                fields=("cabinet", "id"), name="retrocession_contractevidence_tenant_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="contractevidence",
            constraint=cabinet.tenancy.constraints.SameTenant(
                field="document", name="contract_evidence_document_same_practice"
            ),
        ),
        migrations.AddConstraint(
            model_name="contractevidence",
            constraint=models.UniqueConstraint(
                fields=("cabinet", "document"), name="contract_evidence_one_per_document"
            ),
        ),
        migrations.AddConstraint(
            model_name="contractevidence",
            constraint=cabinet.tenancy.constraints.AppendOnly(name="contract_evidence_is_final"),
        ),
        migrations.AddConstraint(
            model_name="contractscan",
            constraint=cabinet.tenancy.constraints.TenantPolicy(name="retrocession_contractscan_is_isolated"),
        ),
        migrations.AddConstraint(
            model_name="contractscan",
            constraint=models.UniqueConstraint(
                fields=("cabinet", "id"), name="retrocession_contractscan_tenant_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="contractscan",
            constraint=cabinet.tenancy.constraints.SameTenant(
                field="document", name="contract_scan_document_same_practice"
            ),
        ),
        migrations.AddConstraint(
            model_name="contractscan",
            constraint=cabinet.tenancy.constraints.SameTenant(
                field="uploaded_by", name="contract_scan_sender_same_practice"
            ),
        ),
        migrations.AddConstraint(
            model_name="contractscan",
            constraint=models.UniqueConstraint(
                fields=("cabinet", "document"), name="contract_scan_one_per_document"
            ),
        ),
        migrations.AddConstraint(
            model_name="contractscan",
            constraint=cabinet.tenancy.constraints.AppendOnly(name="contract_scan_is_final"),
        ),
        migrations.AddConstraint(
            model_name="contractsending",
            constraint=cabinet.tenancy.constraints.TenantPolicy(
                name="retrocession_contractsending_is_isolated"
            ),
        ),
        migrations.AddConstraint(
            model_name="contractsending",
            constraint=models.UniqueConstraint(
                fields=("cabinet", "id"), name="retrocession_contractsending_tenant_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="contractsending",
            constraint=cabinet.tenancy.constraints.SameTenant(
                field="document", name="contract_sending_document_same_practice"
            ),
        ),
        migrations.AddConstraint(
            model_name="contractsending",
            constraint=cabinet.tenancy.constraints.SameTenant(
                field="recorded_by", name="contract_sending_author_same_practice"
            ),
        ),
        migrations.AddConstraint(
            model_name="contractsending",
            constraint=models.UniqueConstraint(
                fields=("cabinet", "document", "recipient"), name="contract_sending_once_per_recipient"
            ),
        ),
        migrations.AddConstraint(
            model_name="contractsending",
            constraint=models.CheckConstraint(
                condition=models.Q(("reference", ""), _negated=True), name="contract_sending_needs_a_proof"
            ),
        ),
        migrations.AddConstraint(
            model_name="contractsending",
            constraint=cabinet.tenancy.constraints.AppendOnly(name="contract_sending_is_final"),
        ),
        migrations.AddConstraint(
            model_name="contractsignature",
            constraint=cabinet.tenancy.constraints.TenantPolicy(
                name="retrocession_contractsignature_is_isolated"
            ),
        ),
        migrations.AddConstraint(
            model_name="contractsignature",
            constraint=models.UniqueConstraint(
                fields=("cabinet", "id"), name="retrocession_contractsignature_tenant_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="contractsignature",
            constraint=cabinet.tenancy.constraints.SameTenant(
                field="document", name="contract_signature_document_same_practice"
            ),
        ),
        migrations.AddConstraint(
            model_name="contractsignature",
            constraint=cabinet.tenancy.constraints.SameTenant(
                field="signed_by", name="contract_signature_signer_same_practice"
            ),
        ),
        migrations.AddConstraint(
            model_name="contractsignature",
            constraint=retrocession.models.contract_triggers.SignsThatFile(
                name="contract_signature_is_of_that_very_file"
            ),
        ),
        migrations.AddConstraint(
            model_name="contractsignature",
            constraint=models.UniqueConstraint(
                fields=("cabinet", "document", "party"), name="contract_signature_once_per_party"
            ),
        ),
        migrations.AddConstraint(
            model_name="contractsignature",
            constraint=cabinet.tenancy.constraints.AppendOnly(name="contract_signature_is_final"),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=cabinet.tenancy.constraints.TenantPolicy(name="retrocession_paper_is_isolated"),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.UniqueConstraint(
                fields=("cabinet", "id"), name="retrocession_paper_tenant_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=cabinet.tenancy.constraints.SameTenant(
                field="membership", name="paper_membership_same_practice"
            ),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=cabinet.tenancy.constraints.SameTenant(
                field="recorded_by", name="paper_recorder_same_practice"
            ),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=cabinet.tenancy.constraints.SameTenant(
                field="ended_by", name="paper_ender_same_practice"
            ),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None), models.Q(("kind", "derogation"), _negated=True)),
                fields=("cabinet", "membership", "kind"),
                name="paper_one_of_a_kind_in_force",
            ),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["licence", "tableau", "rcp", "derogation"])),
                name="paper_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.CheckConstraint(
                condition=models.Q(("reference", ""), _negated=True), name="paper_needs_a_reference"
            ),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["tableau", "derogation"]), ("expires_on__isnull", False), _connector="OR"
                ),
                name="paper_licence_and_insurance_expire",
            ),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("ended_by", None), ("ended_reason", "")),
                    models.Q(("ended_at__isnull", False), models.Q(("ended_reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="paper_end_has_a_reason",
            ),
        ),
    ]
