from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("contenus", "0003_liens_des_listes")]

    operations = [
        migrations.AlterModelOptions(
            name="terme",
            options={
                "ordering": ("nomenclature_id", "rang"),
                "verbose_name": "terme",
            },
        ),
    ]
