# One image for every process of Assay; the command says which. The services come from docker-compose.yml.
FROM node:24-bookworm-slim AS build
WORKDIR /assay
COPY package.json package-lock.json .npmrc ./
# Scripts wait for the sources below.
RUN npm ci --ignore-scripts
COPY . .
# What is optional is the embedded services; compose brings real servers.
RUN npm run build && npm prune --omit=dev --omit=optional --ignore-scripts

FROM node:24-bookworm-slim
ENV NODE_ENV=production ASSAY_DATA=/data
WORKDIR /assay
COPY --from=build /assay/package.json ./
COPY --from=build /assay/node_modules node_modules
COPY --from=build /assay/bin bin
COPY --from=build /assay/lib lib
COPY --from=build /assay/db db
COPY --from=build /assay/abi abi
COPY --from=build /assay/profiles profiles
COPY --from=build /assay/schema.graphql ./
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
ENTRYPOINT ["/assay/bin/assay"]
CMD ["serve"]
