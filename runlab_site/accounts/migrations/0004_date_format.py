from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_athlete_portal'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='date_format',
            field=models.CharField(choices=[('dmy', '22 Oct'), ('mdy', 'Oct 22'), ('iso', '2026-10-22')], default='dmy', max_length=3),
        ),
    ]
