"""Jobs keep code and values of what they say; those of before have their text alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("site", "0004_list_indexes")]

    operations = [
        migrations.AddField(
            model_name="backgroundjob",
            name="sentences",
            field=models.JSONField(
                blank=True, default=list, help_text="code, values and text of what message and problem say."
            ),
        ),
    ]
