import django.db.models.deletion
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

import cabinet.tenancy.constraints
import cabinet.tenancy.fields
import cabinet.vault.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cabinet", "0008_data_keys"),
        ("cabinet", "__first__"),
        ("patients", "0001_patients_and_front_desk"),
    ]

    operations = [
        migrations.CreateModel(
            name="Quiet",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("starts", models.TimeField(null=True)),
                ("ends", models.TimeField(null=True)),
                ("digest", models.BooleanField(default=True)),
            ],
        ),
        migrations.CreateModel(
            name="Conversation",
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
                            ("channel", "canal"),
                            ("patient", "autour d’un patient"),
                            ("expertise", "télé-expertise"),
                            ("direct", "message direct"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "audience",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("pool", "vivier des remplaçants"),
                            ("team", "équipe"),
                            ("coordination", "coordination avec la mairie"),
                        ],
                        max_length=12,
                    ),
                ),
                ("network", models.BooleanField(default=False)),
                ("title", models.CharField(blank=True, max_length=80, verbose_name="titre")),
                (
                    "specialty",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("dermatology", "dermatologie"),
                            ("cardiology", "cardiologie"),
                            ("other", "autre"),
                        ],
                        max_length=11,
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("spoken_at", models.DateTimeField()),
                ("latest", models.PositiveIntegerField(default=0)),
                ("answered_at", models.DateTimeField(null=True)),
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
                (
                    "patient",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conversations",
                        to="patients.patient",
                    ),
                ),
            ],
            options={
                "ordering": ["-spoken_at", "-pk"],
                "abstract": False,
                "indexes": [
                    models.Index(fields=["cabinet", "-spoken_at"], name="conversations_by_last_word")
                ],
                "constraints": [
                    cabinet.tenancy.constraints.TenantPolicy(name="messaging_conversation_is_isolated"),
                    models.UniqueConstraint(
                        fields=("cabinet", "id"), name="messaging_conversation_tenant_key"
                    ),
                    cabinet.tenancy.constraints.SameTenant(
                        field="patient", name="conversation_patient_same_practice"
                    ),
                    cabinet.tenancy.constraints.SameTenant(
                        field="opened_by", name="conversation_opener_same_practice"
                    ),
                    cabinet.tenancy.constraints.SameTenant(
                        field="closed_by", name="conversation_closer_same_practice"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind", "channel"),
                                ("patient", None),
                                ("specialty", ""),
                                models.Q(("audience", ""), _negated=True),
                            ),
                            models.Q(
                                ("audience", ""),
                                ("kind", "patient"),
                                ("network", False),
                                ("patient__isnull", False),
                                ("specialty", ""),
                            ),
                            models.Q(
                                ("audience", ""),
                                ("kind", "expertise"),
                                ("network", False),
                                ("patient__isnull", False),
                                models.Q(("specialty", ""), _negated=True),
                            ),
                            models.Q(
                                ("audience", ""),
                                ("kind", "direct"),
                                ("network", False),
                                ("patient", None),
                                ("specialty", ""),
                            ),
                            _connector="OR",
                        ),
                        name="conversation_is_of_one_kind",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "patient")),
                        fields=("cabinet", "patient"),
                        name="conversation_of_a_patient_is_one",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at", None), ("kind", "channel")),
                        fields=("cabinet", "audience", "title", "network"),
                        name="channel_name_is_unique",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Mail",
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
                            ("result", "résultat de biologie"),
                            ("letter", "courrier"),
                            ("imaging", "imagerie"),
                            ("other", "autre"),
                        ],
                        max_length=7,
                        verbose_name="type",
                    ),
                ),
                ("about", cabinet.vault.fields.SealedTextField(default=b"")),
                ("note", cabinet.vault.fields.SealedTextField(default=b"")),
                ("urgent", models.BooleanField(default=False)),
                ("received_at", models.DateTimeField()),
                ("entered_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "reçu"),
                            ("read", "lu"),
                            ("filed", "classé"),
                            ("routed", "réadressé"),
                        ],
                        default="received",
                        max_length=8,
                    ),
                ),
                ("read_at", models.DateTimeField(null=True)),
                ("filed_at", models.DateTimeField(null=True)),
                ("routed_at", models.DateTimeField(null=True)),
                ("trace", models.UUIDField()),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "addressee",
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
                    "came_from",
                    models.ForeignKey(
                        null=True,
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
                (
                    "filed_by",
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
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mails",
                        to="patients.patient",
                    ),
                ),
                (
                    "read_by",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.membership",
                    ),
                ),
                (
                    "routed_by",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.membership",
                    ),
                ),
                (
                    "routed_to",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.cabinet",
                    ),
                ),
            ],
            options={
                "ordering": ["-urgent", "received_at", "pk"],
                "abstract": False,
                "indexes": [models.Index(fields=["cabinet", "state", "received_at"], name="mail_by_state")],
                "constraints": [
                    cabinet.tenancy.constraints.TenantPolicy(name="messaging_mail_is_isolated"),
                    models.UniqueConstraint(fields=("cabinet", "id"), name="messaging_mail_tenant_key"),
                    cabinet.tenancy.constraints.SameTenant(
                        field="patient", name="mail_patient_same_practice"
                    ),
                    cabinet.tenancy.constraints.SameTenant(
                        field="addressee", name="mail_addressee_same_practice"
                    ),
                    cabinet.tenancy.constraints.SameTenant(
                        field="entered_by", name="mail_enterer_same_practice"
                    ),
                    cabinet.tenancy.constraints.SameTenant(field="read_by", name="mail_reader_same_practice"),
                    cabinet.tenancy.constraints.SameTenant(field="filed_by", name="mail_filer_same_practice"),
                    cabinet.tenancy.constraints.SameTenant(
                        field="routed_by", name="mail_router_same_practice"
                    ),
                    models.UniqueConstraint(fields=("cabinet", "trace"), name="mail_arrives_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("filed_at", None),
                                ("read_at", None),
                                ("routed_at", None),
                                ("state", "received"),
                            ),
                            models.Q(
                                ("filed_at", None),
                                ("read_at__isnull", False),
                                ("routed_at", None),
                                ("state", "read"),
                            ),
                            models.Q(
                                ("filed_at__isnull", False),
                                ("read_at__isnull", False),
                                ("routed_at", None),
                                ("state", "filed"),
                            ),
                            models.Q(
                                ("routed_at__isnull", False),
                                ("routed_to__isnull", False),
                                ("state", "routed"),
                            ),
                            _connector="OR",
                        ),
                        name="mail_state_has_its_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MailAlert",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("told_at", models.DateTimeField()),
                ("acknowledged_at", models.DateTimeField(null=True)),
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
                    "mail",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="alerts",
                        to="messaging.mail",
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
            ],
            options={
                "ordering": ["told_at", "pk"],
                "abstract": False,
                "constraints": [
                    cabinet.tenancy.constraints.TenantPolicy(name="messaging_mailalert_is_isolated"),
                    models.UniqueConstraint(fields=("cabinet", "id"), name="messaging_mailalert_tenant_key"),
                    cabinet.tenancy.constraints.SameTenant(
                        field="mail", name="mail_alert_mail_same_practice"
                    ),
                    cabinet.tenancy.constraints.SameTenant(
                        field="membership", name="mail_alert_member_same_practice"
                    ),
                    models.UniqueConstraint(
                        fields=("cabinet", "mail", "membership"), name="mail_alert_is_told_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MailSender",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="expéditeur")),
                ("address", models.CharField(blank=True, max_length=160, verbose_name="adresse")),
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
                "ordering": ["name"],
                "abstract": False,
                "constraints": [
                    cabinet.tenancy.constraints.TenantPolicy(name="messaging_mailsender_is_isolated"),
                    models.UniqueConstraint(fields=("cabinet", "id"), name="messaging_mailsender_tenant_key"),
                    models.UniqueConstraint(fields=("cabinet", "name"), name="mail_sender_is_written_once"),
                ],
            },
        ),
        migrations.AddField(
            model_name="mail",
            name="sender",
            field=cabinet.tenancy.fields.TenantForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="mails",
                to="messaging.mailsender",
            ),
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("body", cabinet.vault.fields.SealedTextField(default=b"")),
                ("urgent", models.BooleanField(default=False)),
                ("client_key", models.UUIDField()),
                ("sent_at", models.DateTimeField()),
                ("edited_at", models.DateTimeField(null=True)),
                (
                    "author",
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
                    "conversation",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="messaging.conversation",
                    ),
                ),
                (
                    "guest",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "guest_of",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.cabinet",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "abstract": False,
                "constraints": [
                    cabinet.tenancy.constraints.TenantPolicy(name="messaging_message_is_isolated"),
                    models.UniqueConstraint(fields=("cabinet", "id"), name="messaging_message_tenant_key"),
                    cabinet.tenancy.constraints.SameTenant(
                        field="conversation", name="message_conversation_same_practice"
                    ),
                    cabinet.tenancy.constraints.SameTenant(
                        field="author", name="message_author_same_practice"
                    ),
                    models.UniqueConstraint(
                        fields=("cabinet", "conversation", "number"), name="message_number_is_taken_once"
                    ),
                    models.UniqueConstraint(fields=("cabinet", "client_key"), name="message_is_sent_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("author__isnull", False), ("guest", None), ("guest_of", None)),
                            models.Q(("author", None), ("guest__isnull", False), ("guest_of__isnull", False)),
                            _connector="OR",
                        ),
                        name="message_is_said_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("edited_at", None), ("edited_at__gte", models.F("sent_at")), _connector="OR"
                        ),
                        name="message_is_edited_within_its_quarter_of_an_hour",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Mention",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
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
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "message",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mentions",
                        to="messaging.message",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    cabinet.tenancy.constraints.TenantPolicy(name="messaging_mention_is_isolated"),
                    models.UniqueConstraint(fields=("cabinet", "id"), name="messaging_mention_tenant_key"),
                    cabinet.tenancy.constraints.SameTenant(
                        field="message", name="mention_message_same_practice"
                    ),
                    models.UniqueConstraint(
                        fields=("cabinet", "message", "person"), name="mention_is_written_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("uploaded_at", models.DateTimeField()),
                ("name", cabinet.vault.fields.SealedTextField(default=b"")),
                ("file_key", cabinet.vault.fields.SealedTextField(default=b"")),
                ("media_type", models.CharField(max_length=40)),
                ("size", models.PositiveIntegerField()),
                ("width", models.PositiveIntegerField(null=True)),
                ("height", models.PositiveIntegerField(null=True)),
                ("sha256", models.CharField(max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "en attente d’analyse"),
                            ("ready", "prêt"),
                            ("refused", "refusé"),
                        ],
                        default="waiting",
                        max_length=7,
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
                    "uploaded_by",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cabinet.membership",
                    ),
                ),
                (
                    "mail",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="messaging.mail",
                    ),
                ),
                (
                    "message",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="messaging.message",
                    ),
                ),
            ],
            options={
                "ordering": ["uploaded_at", "pk"],
                "abstract": False,
                "constraints": [
                    cabinet.tenancy.constraints.TenantPolicy(name="messaging_attachment_is_isolated"),
                    models.UniqueConstraint(fields=("cabinet", "id"), name="messaging_attachment_tenant_key"),
                    cabinet.tenancy.constraints.SameTenant(
                        field="message", name="attachment_message_same_practice"
                    ),
                    cabinet.tenancy.constraints.SameTenant(
                        field="mail", name="attachment_mail_same_practice"
                    ),
                    cabinet.tenancy.constraints.SameTenant(
                        field="uploaded_by", name="attachment_sender_same_practice"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("message", None), ("mail", None), _connector="OR"),
                        name="attachment_is_of_one_thing",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MessageRevision",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("body", cabinet.vault.fields.SealedTextField(default=b"")),
                ("until_at", models.DateTimeField()),
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
                    "message",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revisions",
                        to="messaging.message",
                    ),
                ),
            ],
            options={
                "ordering": ["until_at", "pk"],
                "abstract": False,
                "constraints": [
                    cabinet.tenancy.constraints.TenantPolicy(name="messaging_messagerevision_is_isolated"),
                    models.UniqueConstraint(
                        fields=("cabinet", "id"), name="messaging_messagerevision_tenant_key"
                    ),
                    cabinet.tenancy.constraints.SameTenant(
                        field="message", name="revision_message_same_practice"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Participant",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("added_at", models.DateTimeField()),
                ("left_at", models.DateTimeField(null=True)),
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
                    "conversation",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="participants",
                        to="messaging.conversation",
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
            ],
            options={
                "ordering": ["added_at", "pk"],
                "abstract": False,
                "indexes": [models.Index(fields=["cabinet", "membership"], name="conversations_of_a_member")],
                "constraints": [
                    cabinet.tenancy.constraints.TenantPolicy(name="messaging_participant_is_isolated"),
                    models.UniqueConstraint(
                        fields=("cabinet", "id"), name="messaging_participant_tenant_key"
                    ),
                    cabinet.tenancy.constraints.SameTenant(
                        field="conversation", name="participant_conversation_same_practice"
                    ),
                    cabinet.tenancy.constraints.SameTenant(
                        field="membership", name="participant_member_same_practice"
                    ),
                    cabinet.tenancy.constraints.SameTenant(
                        field="added_by", name="participant_adder_same_practice"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("left_at", None)),
                        fields=("cabinet", "conversation", "membership"),
                        name="participant_is_added_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PushDevice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("endpoint", models.URLField(max_length=500, unique=True)),
                ("p256dh", models.CharField(max_length=120)),
                ("auth", models.CharField(max_length=60)),
                ("label", models.CharField(max_length=80)),
                ("asked_at", models.DateTimeField()),
                ("heard_at", models.DateTimeField(null=True)),
                ("failed_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["asked_at"],
            },
        ),
        migrations.CreateModel(
            name="ReadMark",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveIntegerField(default=0)),
                ("read_at", models.DateTimeField(null=True)),
                ("muted", models.BooleanField(default=False)),
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
                    "conversation",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="marks",
                        to="messaging.conversation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    cabinet.tenancy.constraints.TenantPolicy(name="messaging_readmark_is_isolated"),
                    models.UniqueConstraint(fields=("cabinet", "id"), name="messaging_readmark_tenant_key"),
                    cabinet.tenancy.constraints.SameTenant(
                        field="conversation", name="read_mark_conversation_same_practice"
                    ),
                    models.UniqueConstraint(
                        fields=("cabinet", "conversation", "person"), name="read_mark_is_one_per_person"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="UrgentAlert",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("addressed", "ceux de la conversation"),
                            ("on_call", "médecin d’astreinte"),
                            ("titulaires", "titulaires"),
                        ],
                        max_length=10,
                    ),
                ),
                ("told_at", models.DateTimeField()),
                ("acknowledged_at", models.DateTimeField(null=True)),
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
                    "message",
                    cabinet.tenancy.fields.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="alerts",
                        to="messaging.message",
                    ),
                ),
            ],
            options={
                "ordering": ["told_at", "pk"],
                "abstract": False,
                "constraints": [
                    cabinet.tenancy.constraints.TenantPolicy(name="messaging_urgentalert_is_isolated"),
                    models.UniqueConstraint(
                        fields=("cabinet", "id"), name="messaging_urgentalert_tenant_key"
                    ),
                    cabinet.tenancy.constraints.SameTenant(
                        field="message", name="urgent_alert_message_same_practice"
                    ),
                    cabinet.tenancy.constraints.SameTenant(
                        field="membership", name="urgent_alert_member_same_practice"
                    ),
                    models.UniqueConstraint(
                        fields=("cabinet", "message", "membership"), name="urgent_alert_is_told_once"
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="mail",
            constraint=cabinet.tenancy.constraints.SameTenant(
                field="sender", name="mail_sender_same_practice"
            ),
        ),
    ]
