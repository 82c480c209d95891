FROM node:22-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# Without scripts: `prepare` would build before the sources are here.
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
COPY console ./console
COPY scripts ./scripts
RUN npm run build

FROM node:22-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts

FROM node:22-slim
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=4400 \
    DATABASE_URL=pglite:/data/pglite
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json openapi.json ./
COPY migrations ./migrations

# The server writes nowhere else, so the rest of the file system may be mounted read-only.
RUN install --directory --owner=node --group=node /data
VOLUME /data
USER node
EXPOSE 4400

# The slim image has no curl.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]

# Room for what a burst of requests leaves behind: the standard one is collected several times within each of them. And nothing is
# put with what lives long because its like once did: it would stay there, with all it names. All of it is looked through when
# there is twice as much to collect as there is alive, which holds everybody up for a moment.
CMD ["node", "--min-semi-space-size=64", "--max-semi-space-size=64", "--no-allocation-site-pretenuring", "--heap-growing-percent=200", "dist/main.js", "serve"]
