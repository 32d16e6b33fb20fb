# One image for web and worker; compose.yaml says which it is.
FROM python:3.11-slim
WORKDIR /hub
ENV PYTHONUNBUFFERED=1 PATH=/hub/.venv/bin:$PATH
COPY requirements requirements
RUN python -m venv .venv && pip install --no-cache-dir --require-hashes -r requirements/base.txt
COPY . .
RUN HUB_ENV=dev python manage.py collectstatic --noinput && useradd --create-home hub && mkdir -p /data && chown hub /data
USER hub
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "4", "--no-ws", "pixelzhub.wsgi:application"]
