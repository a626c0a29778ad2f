from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('runners', '0004_calendar_entries'),
    ]

    operations = [
        migrations.AlterField(
            model_name='runnerstanding',
            name='alerts',
            field=models.JSONField(default=list, help_text='code, level, values, text.'),
        ),
    ]
