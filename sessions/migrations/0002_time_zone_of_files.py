"""Raw files keep the athlete's zone, so that days stay when a session is made anew after a move."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("runsessions", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="sessionfit",
            name="time_zone",
            field=models.CharField(
                blank=True,
                default="",
                help_text="The athlete's zone when it came; empty in files of before it was kept.",
                max_length=64,
            ),
            preserve_default=False,
        ),
    ]
