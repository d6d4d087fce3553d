"""Any change of the facets gives them a new version, whoever makes it: a publication, a page deleted, a hand."""

import django.contrib.postgres.functions
from django.db import migrations, models

POSER = """
CREATE FUNCTION webinaires_trait_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO webinaires_versiondestraits (id, version) VALUES (1, gen_random_uuid())
        ON CONFLICT (id) DO UPDATE SET version = excluded.version;
    RETURN NULL;
END $$;
CREATE TRIGGER trait_change AFTER INSERT OR UPDATE OR DELETE ON webinaires_trait
    FOR EACH STATEMENT EXECUTE FUNCTION webinaires_trait_change();
INSERT INTO webinaires_versiondestraits (id) VALUES (1) ON CONFLICT DO NOTHING;
"""
RETIRER = """
DROP TRIGGER trait_change ON webinaires_trait;
DROP FUNCTION webinaires_trait_change();
"""


class Migration(migrations.Migration):
    dependencies = [("webinaires", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="VersionDesTraits",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "version",
                    models.UUIDField(
                        db_default=django.contrib.postgres.functions.RandomUUID(), verbose_name="version"
                    ),
                ),
            ],
            options={
                "verbose_name": "version des traits",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pk", 1)), name="version_des_traits_seule"
                    )
                ],
            },
        ),
        migrations.RunSQL(POSER, RETIRER),
    ]
