# The same steps as a checkout, without its tools: bin/setup reads the same package list and the same lock.
# `packaging/rehearse` plays them in a bare Debian, without an engine.
FROM debian:trixie-slim
ENV LC_ALL=C.UTF-8 PYTHONUNBUFFERED=1 STATIC_ROOT=/srv/cabinet/staticfiles
WORKDIR /srv/cabinet
COPY bin/setup bin/apt-packages.txt bin/
COPY requirements.lock .
RUN bin/setup --production && rm -rf /var/lib/apt/lists/* /root/.cache
COPY . .
# An environment of its own, thrown away with its secrets: no server is needed to gather files.
RUN CABINET_DATA_DIR=/tmp/build .venv/bin/python manage.py collectstatic --noinput --verbosity 0 && rm -rf /tmp/build
RUN useradd --system --no-create-home cabinet && install -d -o cabinet -g cabinet -m 700 /srv/attachments
USER cabinet
EXPOSE 8000
CMD [".venv/bin/gunicorn", "cabinet.wsgi", "--bind=0.0.0.0:8000", "--worker-class=gthread", "--workers=2", "--threads=8", \
     "--worker-tmp-dir=/dev/shm", "--no-control-socket", "--access-logfile=-", "--logger-class=cabinet.logs.AccessLogger"]
