"""A published grid is immutable: the database itself refuses to change or delete it."""

from django.db import migrations

POSER = """
CREATE FUNCTION diagnostic_referentiel_immuable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'La grille % est publiee : elle ne change plus, publiez une nouvelle version.', OLD.version
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER referentiel_immuable BEFORE UPDATE OR DELETE ON diagnostic_referentiel
    FOR EACH ROW EXECUTE FUNCTION diagnostic_referentiel_immuable();
"""
RETIRER = """
DROP TRIGGER referentiel_immuable ON diagnostic_referentiel;
DROP FUNCTION diagnostic_referentiel_immuable();
"""


class Migration(migrations.Migration):
    dependencies = [("diagnostic", "0001_initial")]
    operations = [migrations.RunSQL(POSER, RETIRER)]
