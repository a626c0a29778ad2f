"""One prediction of each race to come, kept with the runner; dates with other minutes among the free time."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('runners', '0013_joining_a_squad'),
    ]

    operations = [
        migrations.AddField(
            model_name='runner',
            name='race_predictions',
            field=models.JSONField(blank=True, default=list, help_text='One prediction of each race to come: race_day, distance_m, time_s and its band, made_on, by_plan.'),
        ),
        migrations.AlterField(
            model_name='runner',
            name='availability',
            field=models.JSONField(blank=True, default=dict, help_text='max_s_by_weekday (Monday first), long_run_weekday, max_sessions_per_day, exceptions (date: seconds).'),
        ),
    ]
