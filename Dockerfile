# One image for every application and worker: which of them a container is, its command says.

FROM python:3.13-slim-bookworm AS built
WORKDIR /nexus
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
COPY image.lock ./
RUN python -m venv .venv \
    && .venv/bin/pip install --require-hashes --only-binary :all: -r image.lock
COPY pyproject.toml README.md main.py ./
COPY shared ./shared
COPY services ./services
COPY gateway ./gateway
COPY embedded ./embedded
COPY demo ./demo
COPY commandline ./commandline
COPY docs ./docs
RUN .venv/bin/pip install --no-deps --no-build-isolation -e . \
    && .venv/bin/python -m compileall -q .

FROM python:3.13-slim-bookworm
COPY --from=built /nexus /nexus
ENV PATH=/nexus/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 NEXUS_VAR=/tmp/nexus
WORKDIR /nexus
# Where files are kept, for a volume; nothing below /nexus belongs to whoever runs it.
RUN install -d -o 10001 -g 10001 /var/lib/nexus/files
USER 10001:10001
CMD ["nexus", "--help"]
