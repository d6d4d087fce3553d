# One image for every process of the portal; docker-compose.yml says what each one runs.
FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=trajectoires.settings.base \
    STATIC_ROOT=/app/donnees/static \
    MEDIA_ROOT=/app/donnees/medias

# WeasyPrint's libraries, the same list as trajectoires/embarque/preparer.py.
RUN apt-get update \
    && apt-get install --no-install-recommends -y libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
       fonts-symbola fonts-noto-core \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin portail

WORKDIR /app
COPY requirements/base.txt requirements/base.txt
RUN pip install --no-cache-dir --require-hashes -r requirements/base.txt

COPY manage.py manage.py
COPY trajectoires trajectoires
COPY comptes comptes
COPY kits kits
COPY contenus contenus
COPY diagnostic diagnostic
COPY parcours parcours
COPY webinaires webinaires
COPY regards regards
COPY reperes reperes
COPY accompagnement accompagnement
COPY corpus corpus
COPY templates templates
COPY static static

# Values for this one command only; the real ones come from the environment of the container.
RUN mkdir -p donnees/medias \
    && SECRET_KEY=construction ALLOWED_HOSTS=localhost SITE_URL=http://localhost \
       DATABASE_URL=postgresql:///construction REDIS_URL=redis://localhost \
       python manage.py collectstatic --noinput \
    && chown -R portail donnees/medias

USER portail
EXPOSE 8000 8001
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--no-ws", "--workers", "4", "--blocking-threads", "3", "--backlog", "2048", "--backpressure", "1024", "--workers-kill-timeout", "5", "--respawn-failed-workers", "trajectoires.wsgi:application"]
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/sante/', timeout=4)"]
