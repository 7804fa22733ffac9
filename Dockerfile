# The shop, its jobs, its migrations and the sandbox: one image, four commands (see compose.yaml).
FROM python:3.11-slim

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 DATA_DIR=/srv/var
WORKDIR /srv

COPY requirements.lock .
RUN pip install --no-cache-dir --require-hashes -r requirements.lock

COPY app app
COPY templates templates
COPY static static
RUN useradd --system --uid 10001 --no-create-home shop && install -d -o shop var

USER shop
EXPOSE 8000
# Alive only: a shop without JKOPay still sells, and a restart would not bring JKOPay back.
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["gunicorn", "--config", "app/server.py", "--bind", "0.0.0.0:8000", "app:create_app()"]
