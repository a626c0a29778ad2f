"""What the reasons of a proposal say, beside their texts."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Empty in proposals of before, whose texts answer."""

    dependencies = [("training", "0008_athlete_portal")]

    operations = [
        migrations.AddField(
            model_name="planproposal",
            name="sentences",
            field=models.JSONField(default=list, help_text="code, values, text of each reason."),
        ),
    ]
