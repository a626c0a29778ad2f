"""Why no Critical Speed is in force: what the sentence says, beside its text."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Empty until the next analysis; the text answers until then."""

    dependencies = [("runners", "0011_athlete_portal")]

    operations = [
        migrations.AddField(
            model_name="runner",
            name="critical_speed_missing_sentence",
            field=models.JSONField(blank=True, help_text="code, values, text of the reason.", null=True),
        ),
        migrations.AlterField(
            model_name="criticalspeedrecord",
            name="reason",
            field=models.JSONField(
                default=dict,
                help_text="code, text, session, personal_bests, sentences (code, values, text of each, those of points too).",
            ),
        ),
    ]
