
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('intake', '0001_initial'),
        ('people', '0001_initial'),
        ('supervision', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='assignment',
            index=models.Index(fields=['role', 'status', 'item', 'unit'], name='assignment_role_item'),
        ),
        migrations.AddIndex(
            model_name='supervisionitem',
            index=models.Index(fields=['dispatched_at', 'id', 'status', 'finish_due', 'report_due', 'done_date', 'urges', 'returns', 'late_reports'], name='item_dispatched'),
        ),
    ]
