
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('intake', '0002_a_proposal_leaves_the_review'),
        ('supervision', '0003_item_ended'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='supervisionitem',
            name='item_dispatched',
        ),
        migrations.AddField(
            model_name='supervisionitem',
            name='open_due',
            field=models.GeneratedField(db_persist=True, expression=models.Case(models.When(status__in=('dispatched', 'disputed', 'accepted', 'in_progress', 'extending', 'submitted', 'returned', 'to_verify', 'reopened', 'long_term'), then='finish_due')), output_field=models.DateField(null=True)),
        ),
        migrations.AddIndex(
            model_name='supervisionitem',
            index=models.Index(fields=['open_due', 'id'], name='item_open_due'),
        ),
        migrations.AddIndex(
            model_name='supervisionitem',
            index=models.Index(fields=['dispatched_at', 'id', 'status', 'open_due', 'finish_due', 'report_due', 'done_date', 'urges', 'returns', 'late_reports'], name='item_dispatched'),
        ),
    ]
