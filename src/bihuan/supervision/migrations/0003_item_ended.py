from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("supervision", "0002_report_indexes")]

    operations = [
        migrations.AddIndex(
            model_name="supervisionitem",
            index=models.Index(fields=["done_date", "status", "finish_due"], name="item_ended"),
        ),
    ]
