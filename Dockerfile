# The build stage makes a clone ready just as `npm start` does; the image keeps only what runs.
FROM node:26 AS build
WORKDIR /app
# Before the sources, so that a change of theirs installs nothing again.
COPY package.json package-lock.json ./
RUN npm ci --include=dev --ignore-scripts --no-audit --no-fund
COPY . .
# A clone made under a strict umask has files that the image's user could not read.
RUN node bin/setup.js \
	&& npm prune --omit=dev --no-audit --no-fund \
	&& chmod -R a+rX package.json bin dist node_modules

FROM node:26-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/bin ./bin
COPY --from=build /app/dist ./dist
# A named volume takes over the owner of the folder that it is mounted on.
RUN ln -s /app/bin/gimps-node.js /usr/local/bin/gimps-node \
	&& chmod 755 /app/bin/gimps-node.js \
	&& mkdir /data \
	&& chown node:node /data
USER node
# Within a container nobody but its own network reaches these; what of it is published, `docker run -p` says.
ENV GIMPS_NODE_DATA_DIR=/data GIMPS_NODE_HOST=0.0.0.0 GIMPS_NODE_HTTP=8080 GIMPS_NODE_HTTP_HOST=0.0.0.0
EXPOSE 5001 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD ["gimps-node", "status"]
ENTRYPOINT ["gimps-node"]
