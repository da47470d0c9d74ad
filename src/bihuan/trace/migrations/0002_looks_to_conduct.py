from django.db import migrations


def carry(apps, schema_editor):
    """Looks are kept by the room that they are about; what was noted before comes along."""
    old, new = apps.get_model("trace", "Look"), apps.get_model("conduct", "Look")
    rows = old.objects.order_by("pk").values_list("unit_id", "by_id", "day")
    new.objects.bulk_create([new(unit_id=unit, by_id=by, day=day) for unit, by, day in rows], batch_size=1000)


def carry_back(apps, schema_editor):
    """Give them back."""
    old, new = apps.get_model("trace", "Look"), apps.get_model("conduct", "Look")
    rows = new.objects.order_by("pk").values_list("unit_id", "by_id", "day")
    old.objects.bulk_create([old(unit_id=unit, by_id=by, day=day) for unit, by, day in rows], batch_size=1000)


class Migration(migrations.Migration):

    dependencies = [
        ('trace', '0001_initial'),
        ('conduct', '0001_initial'),
    ]

    operations = [
        migrations.RunPython(carry, carry_back),
        migrations.DeleteModel(name='Look'),
    ]
