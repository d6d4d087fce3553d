"""What the search reads, and the SQL functions that make it French (docs/particularites/recherche-francaise.md).

Written with RETURN: their names are resolved when they are created, so that a dump restores them
under an empty search_path.
"""

import contenus.champs
import contenus.models.recherche
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


POSER = r"""
CREATE FUNCTION recherche_mots(texte text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN translate(texte, '-‐‑‒–—''’‘ʼ/\_.@:<>&', '                   ');
COMMENT ON FUNCTION recherche_mots IS 'Compound words, elisions and addresses cut into plain words';

CREATE FUNCTION recherche_sans_accent(texte text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN regexp_replace(
        normalize(
            replace(replace(replace(replace(texte, 'œ', 'oe'), 'Œ', 'Oe'), 'æ', 'ae'), 'Æ', 'Ae'), NFD
        ),
        '[\u0300-\u036f]', '', 'g'
    );
COMMENT ON FUNCTION recherche_sans_accent IS 'The same text without accents';

CREATE FUNCTION recherche_vecteur(texte text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN (
        recherche_sans_accent(to_tsvector('pg_catalog.french'::regconfig, recherche_mots(texte))::text) || ' '
        || to_tsvector('pg_catalog.french'::regconfig, recherche_sans_accent(recherche_mots(texte)))::text
    )::tsvector;
COMMENT ON FUNCTION recherche_vecteur IS 'strip(stem(x)) and stem(strip(x)), at the same positions';

CREATE FUNCTION recherche_vecteur_pondere(titre text, resume text, texte text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN setweight(recherche_vecteur(titre), 'A') || setweight(recherche_vecteur(resume), 'B')
        || setweight(recherche_vecteur(texte), 'D');
COMMENT ON FUNCTION recherche_vecteur_pondere IS 'The words of a document, its title first';

CREATE FUNCTION recherche_requete(texte text) RETURNS tsquery
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN (
        SELECT CASE WHEN un = autre THEN un ELSE un || autre END
        FROM (SELECT
            recherche_sans_accent(
                phraseto_tsquery('pg_catalog.french'::regconfig, recherche_mots(texte))::text
            )::tsquery AS un,
            phraseto_tsquery('pg_catalog.french'::regconfig, recherche_sans_accent(recherche_mots(texte))) AS autre
        ) AS racines
    );
COMMENT ON FUNCTION recherche_requete IS 'Words in this order, stemmed both ways';
"""
RETIRER = """
DROP FUNCTION recherche_requete(text);
DROP FUNCTION recherche_vecteur_pondere(text, text, text);
DROP FUNCTION recherche_vecteur(text);
DROP FUNCTION recherche_sans_accent(text);
DROP FUNCTION recherche_mots(text);
"""
ETROIT = "ALTER TABLE contenus_documentpublic SET (toast_tuple_target = 128);"
"""Texts and vectors leave the row: counting 60,000 documents reads 2,000 blocks, not 40,000."""
LARGE = "ALTER TABLE contenus_documentpublic RESET (toast_tuple_target);"


class Migration(migrations.Migration):

    dependencies = [
        ('contenus', '0001_initial'),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.RunSQL(POSER, RETIRER),
        migrations.CreateModel(
            name='MotConnu',
            fields=[
                ('mot', models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name='mot sans accent')),
                ('forme', models.CharField(max_length=40, verbose_name='forme à montrer')),
                ('documents', models.PositiveIntegerField(verbose_name='documents qui le contiennent')),
                ('cles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), size=None)),
            ],
            options={
                'verbose_name': 'mot connu',
                'verbose_name_plural': 'mots connus',
                'ordering': ('mot',),
                'indexes': [django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['cles'], name='mot_cles')],
            },
        ),
        migrations.CreateModel(
            name='Rayon',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('genre', models.SlugField(max_length=30)),
                ('rubrique', models.SlugField(blank=True, max_length=30)),
                ('piliers', contenus.champs.ChoixMultiples(base_field=models.CharField(max_length=20), blank=True, default=list, size=None)),
                ('publics', contenus.champs.ChoixMultiples(base_field=models.CharField(max_length=20), blank=True, default=list, size=None)),
            ],
            options={
                'verbose_name': 'rayon',
                'ordering': ('pk',),
                'constraints': [models.UniqueConstraint(fields=('genre', 'rubrique', 'piliers', 'publics'), name='rayon_unique')],
            },
        ),
        migrations.CreateModel(
            name='RechercheVaine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('terme', models.CharField(max_length=80, verbose_name='recherche')),
                ('jour', models.DateField(verbose_name='jour')),
                ('nombre', models.PositiveIntegerField(default=0, verbose_name='fois')),
            ],
            options={
                'verbose_name': 'recherche sans réponse',
                'verbose_name_plural': 'recherches sans réponse',
                'ordering': ('-jour', '-nombre', 'terme'),
                'constraints': [models.UniqueConstraint(fields=('jour', 'terme'), name='recherche_vaine_unique'), models.CheckConstraint(condition=models.Q(('terme', ''), _negated=True), name='recherche_vaine_dite')],
            },
        ),
        migrations.CreateModel(
            name='DocumentPublic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cle', models.CharField(max_length=120, unique=True, verbose_name='clé')),
                ('titre', models.CharField(max_length=255, verbose_name='titre')),
                ('adresse', models.CharField(max_length=500, verbose_name='adresse')),
                ('resume', models.TextField(blank=True, verbose_name='résumé')),
                ('texte', models.TextField(blank=True, verbose_name='texte')),
                ('vecteur', models.GeneratedField(db_persist=True, expression=contenus.models.recherche.MotsPonderes(models.F('titre'), models.F('resume'), models.F('texte')), output_field=django.contrib.postgres.search.SearchVectorField())),
                ('vecteur_titre', models.GeneratedField(db_persist=True, expression=contenus.models.recherche.Mots(models.F('titre')), output_field=django.contrib.postgres.search.SearchVectorField())),
                ('page', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.WAGTAIL_PAGE_MODEL)),
                ('rayon', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='contenus.rayon')),
            ],
            options={
                'verbose_name': 'document public',
                'verbose_name_plural': 'documents publics',
                'ordering': ('titre', 'pk'),
                'indexes': [django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['vecteur'], name='document_vecteur'), django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['vecteur_titre'], name='document_vecteur_titre')],
            },
        ),
        migrations.RunSQL(ETROIT, LARGE),
    ]
