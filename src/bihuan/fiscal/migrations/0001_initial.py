
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('files', '0002_day_limit'),
        ('projects', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Candidate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('score', models.PositiveSmallIntegerField()),
                ('is_must', models.BooleanField(default=False)),
                ('is_out', models.BooleanField(default=False)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('project', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='projects.project')),
            ],
        ),
        migrations.CreateModel(
            name='Commitment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('contract', 'Contract'), ('buyback', 'Buyback (回购)'), ('ppp', 'PPP responsibility'), ('interest', 'Bond interest'), ('principal', 'Bond principal'), ('other', 'Other')], max_length=9)),
                ('payer', models.CharField(blank=True, choices=[('government', 'The government pays'), ('users', 'The users pay')], max_length=10)),
                ('name', models.CharField(max_length=160)),
                ('creditor', models.CharField(blank=True, max_length=100)),
                ('number', models.CharField(blank=True, max_length=80)),
                ('signed_date', models.DateField(blank=True, null=True)),
                ('status', models.CharField(choices=[('proposed', 'Proposed'), ('passed', 'Passed'), ('dropped', 'Dropped'), ('ended', 'Ended early')], default='proposed', max_length=8)),
                ('is_stock', models.BooleanField(default=False)),
                ('verdict', models.CharField(blank=True, choices=[('affordable', 'Affordable'), ('conditional', 'Affordable under conditions'), ('not', 'Not affordable'), ('unknown', 'Cannot be said')], max_length=11)),
                ('reason', models.TextField(blank=True)),
                ('last_year', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('created_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('overruled', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('project', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='projects.project')),
            ],
        ),
        migrations.CreateModel(
            name='Assessment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verdict', models.CharField(choices=[('affordable', 'Affordable'), ('conditional', 'Affordable under conditions'), ('not', 'Not affordable'), ('unknown', 'Cannot be said')], max_length=11)),
                ('table', models.TextField()),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('project', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='projects.project')),
                ('promise', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='assessments', to='fiscal.commitment')),
            ],
        ),
        migrations.CreateModel(
            name='CommitmentYear',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
                ('amount', models.BigIntegerField()),
                ('commitment', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='years', to='fiscal.commitment')),
            ],
        ),
        migrations.CreateModel(
            name='FiscalYear',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(unique=True)),
                ('budget', models.BigIntegerField(default=0)),
                ('fund', models.BigIntegerField(default=0)),
                ('transfers', models.BigIntegerField(default=0)),
                ('quota', models.BigIntegerField(default=0)),
                ('guarantees', models.BigIntegerField(default=0)),
                ('rigid', models.BigIntegerField(default=0)),
                ('own_spend', models.BigIntegerField(blank=True, null=True)),
                ('debt', models.BigIntegerField(blank=True, null=True)),
                ('means', models.BigIntegerField(blank=True, null=True)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Limits',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(unique=True)),
                ('ppp_first', models.PositiveSmallIntegerField()),
                ('ppp_second', models.PositiveSmallIntegerField()),
                ('yellow', models.PositiveSmallIntegerField()),
                ('orange', models.PositiveSmallIntegerField()),
                ('red', models.PositiveSmallIntegerField()),
                ('since', models.DateField(blank=True, null=True)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Opinion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=60)),
                ('dated', models.DateField()),
                ('stance', models.CharField(choices=[('agrees', 'Affordable'), ('conditional', 'Affordable under conditions'), ('objects', 'Not affordable')], max_length=11)),
                ('text', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('commitment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='opinions', to='fiscal.commitment')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
            ],
        ),
        migrations.CreateModel(
            name='Selection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_year', models.PositiveSmallIntegerField()),
                ('last_year', models.PositiveSmallIntegerField()),
                ('drop', models.PositiveSmallIntegerField()),
                ('question', models.TextField()),
                ('digest', models.CharField(max_length=64)),
                ('answer', models.TextField()),
                ('score', models.PositiveIntegerField()),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Term',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, unique=True)),
                ('first_year', models.PositiveSmallIntegerField(unique=True)),
                ('last_year', models.PositiveSmallIntegerField(unique=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('last_year__gte', models.F('first_year'))), name='term_ends_after_it_begins')],
            },
        ),
        migrations.CreateModel(
            name='Tie',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('excludes', 'Only one of the two'), ('needs', 'The first needs the second')], max_length=8)),
                ('first', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='ties', to='fiscal.candidate')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='fiscal.candidate')),
            ],
        ),
        migrations.AddIndex(
            model_name='commitment',
            index=models.Index(fields=['status', 'id'], name='commitment_status'),
        ),
        migrations.AddConstraint(
            model_name='commitment',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['proposed', 'passed', 'dropped', 'ended'])), name='commitment_state_known'),
        ),
        migrations.AddConstraint(
            model_name='commitment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'ppp'), models.Q(('payer', ''), _negated=True)), models.Q(models.Q(('kind', 'ppp'), _negated=True), ('payer', '')), _connector='OR'), name='commitment_ppp_names_payer'),
        ),
        migrations.AddConstraint(
            model_name='commitment',
            constraint=models.CheckConstraint(condition=models.Q(('is_stock', False), ('signed_date__isnull', False), _connector='OR'), name='commitment_stock_was_signed'),
        ),
        migrations.AddConstraint(
            model_name='commitment',
            constraint=models.CheckConstraint(condition=models.Q(('status', 'proposed'), ('decided_at__isnull', False), _connector='OR'), name='commitment_decided_has_moment'),
        ),
        migrations.AddConstraint(
            model_name='commitment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'passed'), ('verdict__in', ('not', 'unknown')), _negated=True), ('is_stock', True), ('overruled__isnull', False), _connector='OR'), name='commitment_no_is_overruled'),
        ),
        migrations.AddConstraint(
            model_name='commitment',
            constraint=models.CheckConstraint(condition=models.Q(('overruled', None), models.Q(('reason', ''), _negated=True), _connector='OR'), name='commitment_overruled_reason'),
        ),
        migrations.AddConstraint(
            model_name='commitment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('last_year__isnull', False), ('status', 'ended')), models.Q(models.Q(('status', 'ended'), _negated=True), ('last_year', None)), _connector='OR'), name='commitment_ended_has_year'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.CheckConstraint(condition=models.Q(('project__isnull', False), ('promise__isnull', False), _connector='OR'), name='assessment_is_of_something'),
        ),
        migrations.AddIndex(
            model_name='commitmentyear',
            index=models.Index(fields=['year', 'commitment'], name='commitment_of_year'),
        ),
        migrations.AddConstraint(
            model_name='commitmentyear',
            constraint=models.UniqueConstraint(fields=('commitment', 'year'), name='commitment_year'),
        ),
        migrations.AddConstraint(
            model_name='commitmentyear',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='commitment_year_positive'),
        ),
        migrations.AddConstraint(
            model_name='fiscalyear',
            constraint=models.CheckConstraint(condition=models.Q(('budget__gte', 0), ('fund__gte', 0), ('guarantees__gte', 0), ('quota__gte', 0), ('rigid__gte', 0), ('transfers__gte', 0)), name='fiscal_year_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='limits',
            constraint=models.CheckConstraint(condition=models.Q(('ppp_second__gte', models.F('ppp_first'))), name='limits_ppp_rise'),
        ),
        migrations.AddConstraint(
            model_name='limits',
            constraint=models.CheckConstraint(condition=models.Q(('orange__gt', models.F('yellow')), ('red__gt', models.F('orange'))), name='limits_bands_rise'),
        ),
        migrations.AddConstraint(
            model_name='tie',
            constraint=models.UniqueConstraint(fields=('first', 'second', 'kind'), name='tie_once'),
        ),
        migrations.AddConstraint(
            model_name='tie',
            constraint=models.CheckConstraint(condition=models.Q(('first', models.F('second')), _negated=True), name='tie_of_two'),
        ),
    ]
