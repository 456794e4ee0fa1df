from django.conf import settings
from django.db import migrations, models

import cabinet.tenancy.constraints
import messaging.models.guards
from messaging.models.guards import CARES_FUNCTION, DROP_CARES_FUNCTION


class Migration(migrations.Migration):
    dependencies = [
        ("cabinet", "0011_dated_base"),
        ("messaging", "0003_where_mail_goes"),
        ("patients", "0004_what_leaves_with_a_patient"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(CARES_FUNCTION, DROP_CARES_FUNCTION),
        migrations.RemoveConstraint(
            model_name="message",
            name="message_is_said_by_somebody",
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["cabinet", "-sent_at"], name="messages_latest_first"),
        ),
        migrations.AddConstraint(
            model_name="conversation",
            constraint=cabinet.tenancy.constraints.HiddenFromAggregates(
                condition="kind = 'channel' AND audience = 'coordination'",
                name="conversation_coordination_only",
            ),
        ),
        migrations.AddConstraint(
            model_name="mention",
            constraint=cabinet.tenancy.constraints.HiddenFromAggregates(
                condition="message_id IN (SELECT id FROM messaging_message)", name="mention_coordination_only"
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("guest", None), ("guest_of", None)),
                    models.Q(("author", None), ("guest__isnull", False), ("guest_of__isnull", False)),
                    _connector="OR",
                ),
                name="message_is_said_by_one_or_by_the_house",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=cabinet.tenancy.constraints.HiddenFromAggregates(
                condition="conversation_id IN (SELECT id FROM messaging_conversation)",
                name="message_coordination_only",
            ),
        ),
        migrations.AddConstraint(
            model_name="messagerevision",
            constraint=cabinet.tenancy.constraints.HiddenFromAggregates(
                condition="message_id IN (SELECT id FROM messaging_message)",
                name="revision_coordination_only",
            ),
        ),
        migrations.AddConstraint(
            model_name="participant",
            constraint=messaging.models.guards.CarersOnly(name="patients_are_told_of_to_carers_only"),
        ),
        migrations.AddConstraint(
            model_name="readmark",
            constraint=cabinet.tenancy.constraints.HiddenFromAggregates(
                condition="conversation_id IN (SELECT id FROM messaging_conversation)",
                name="read_mark_coordination_only",
            ),
        ),
    ]
