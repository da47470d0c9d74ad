from django.db import migrations
from django.utils import timezone


def repeat_percent(apps, schema_editor):
    """Repeat on each matter the share done that its last report named."""
    Report = apps.get_model("supervision", "Report")
    Item = apps.get_model("supervision", "SupervisionItem")
    said = Report.objects.exclude(kind="input").filter(percent__isnull=False).order_by("pk")
    last = {pk: (percent, at) for pk, percent, at in said.values_list("item_id", "percent", "at").iterator()}
    for pk, (percent, at) in last.items():
        Item.objects.filter(pk=pk).update(percent=percent, percent_date=timezone.localdate(at))


class Migration(migrations.Migration):
    dependencies = [("supervision", "0006_lights_and_slips")]

    operations = [migrations.RunPython(repeat_percent, migrations.RunPython.noop)]
