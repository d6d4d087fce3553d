"""The words of the facets change their version too: the reference lists and the cycles."""

from django.db import migrations

TABLES = ("contenus_nomenclature", "contenus_terme", "webinaires_cycle")
POSER = "\n".join(
    f"""CREATE TRIGGER mots_des_facettes_changent AFTER INSERT OR UPDATE OR DELETE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION webinaires_trait_change();"""
    for table in TABLES
)
RETIRER = "\n".join(f"DROP TRIGGER mots_des_facettes_changent ON {table};" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [
        ("contenus", "0004_ordre_des_termes"),
        ("webinaires", "0002_version_des_traits"),
    ]
    operations = [migrations.RunSQL(POSER, RETIRER)]
