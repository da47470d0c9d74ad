import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

PERSON, UNIT = settings.AUTH_USER_MODEL, "people.unit"


def a_key(to, **more):
    """A row that another one names and that may not go while it does."""
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to, **more)


def approve_earlier(apps, schema_editor):
    """Until now only heads could object: each objection has had its head's approval from the start."""
    rows = apps.get_model("supervision", "OwnershipDispute").objects
    rows.filter(approved_at=None).update(approved_at=models.F("at"), approved_by=models.F("by"))


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
        ("supervision", "0009_ladder"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("ownershipdispute", "answer_due", models.DateField(null=True)),
        migrations.AddField("ownershipdispute", "approved_at", models.DateTimeField(null=True)),
        migrations.AddField("ownershipdispute", "approved_by", a_key(PERSON, null=True)),
        migrations.AddField("ownershipdispute", "basis", models.TextField(blank=True, default=""), False),
        migrations.AddField(
            "ownershipdispute",
            "level",
            models.CharField(
                choices=[
                    ("ordinary", "Ordinary ruling"),
                    ("written", "With written grounds"),
                    ("superior", "Ruling by the superior"),
                ],
                default="ordinary",
                max_length=8,
            ),
        ),
        migrations.AddIndex(
            "ownershipdispute", models.Index(fields=["decision", "answer_due", "id"], name="dispute_waiting")
        ),
        migrations.RunPython(approve_earlier, migrations.RunPython.noop),
        migrations.CreateModel(
            name="DutyBoundaryRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject", models.CharField(max_length=200)),
                (
                    "origin",
                    models.CharField(
                        choices=[("ruling", "Ruling"), ("list", "Published list of duties")], max_length=8
                    ),
                ),
                ("decided_by", models.CharField(max_length=100)),
                ("doc_number", models.CharField(blank=True, max_length=100)),
                ("doc_date", models.DateField()),
                ("gram_count", models.PositiveSmallIntegerField(default=0)),
                ("at", models.DateTimeField()),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
                ("retired_reason", models.TextField(blank=True)),
                ("by", a_key(PERSON)),
                ("co", a_key(UNIT, blank=True, null=True)),
                (
                    "dispute",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="boundary",
                        to="supervision.ownershipdispute",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="boundaries", to=UNIT
                    ),
                ),
                ("retired_by", a_key(PERSON, blank=True, null=True)),
            ],
        ),
        migrations.AddIndex(
            "dutyboundaryrule", models.Index(fields=["retired_at", "id"], name="boundary_in_force")
        ),
        migrations.CreateModel(
            name="BoundaryGram",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey("gram", "rule_id", blank=True, editable=False, primary_key=True, serialize=False),
                ),
                ("gram", models.BigIntegerField()),
                (
                    "rule",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="supervision.dutyboundaryrule",
                    ),
                ),
            ],
        ),
    ]
