# apportion with the project that is shipped beside it, for scheduled runs: docs/scheduling.md.
#
#     docker build --build-arg GIT_COMMIT="$(git rev-parse HEAD)" -t apportion .
#     docker run --rm --read-only --tmpfs /tmp -v apportion-target:/project/target -e AWS_REGION … apportion debug --target warehouse
#
# A project of your own is mounted over the shipped one: -v "$PWD:/project".
#
# Pinned by its exact version. To pin the bytes as well, put the digest behind it that this prints:
#     docker buildx imagetools inspect node:24.11.1-bookworm-slim
ARG NODE_IMAGE=node:24.11.1-bookworm-slim

# Builds dist/, for which the sources and what only development needs are there.
FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY bin/apportion.cjs bin/load-script.cjs bin/setup.cjs bin/
COPY orchestrator orchestrator
RUN node bin/apportion.cjs --version

# What runs, without what only development needs. DuckDB's library is that of this platform (x64 or arm64, glibc: so no Alpine).
FROM ${NODE_IMAGE} AS packages
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund && npm cache clean --force

FROM ${NODE_IMAGE}
ENV NODE_ENV=production
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
# Without the sources: bin/setup.cjs then takes the one build that there is, and neither installs nor builds.
COPY --from=build /app/dist dist
COPY package.json ./
COPY bin/apportion.cjs bin/load-script.cjs bin/setup.cjs bin/
RUN ln -s /app/bin/apportion.cjs /usr/local/bin/apportion && chmod 755 bin/apportion.cjs

WORKDIR /project
COPY project.yml ./
COPY macros macros
COPY models models
COPY seeds seeds
COPY tests/assertions tests/assertions
# rollups.runs names the commit of each run; this is all of a repository that is read for it.
ARG GIT_COMMIT=
RUN if [ -n "$GIT_COMMIT" ]; then mkdir .git && echo "$GIT_COMMIT" > .git/HEAD; fi \
    && mkdir target && chown node:node target

# Nothing else is written to, so the root file system may be read-only. Both begin empty with each container, which costs nothing
# but a little time, unless the target is a DuckDB file in target/: mount a disk there then.
VOLUME ["/project/target", "/tmp"]
USER node
ENTRYPOINT ["apportion"]
CMD ["--help"]
