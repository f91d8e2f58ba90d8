#!/bin/sh
# Builds one service and copies what it needs at run time, and no more, into a folder: build-service.sh apps/api /out
set -eu
here=$(cd "$(dirname "$0")" && pwd)
pnpm --filter "./$1" build
pnpm --filter "./$1" deploy --prod --ignore-scripts "$2"
# What it is made of, by name, version, licence and checksum.
pnpm --filter "./$1" sbom --prod --sbom-format cyclonedx --sbom-type application --out "$2/sbom.cdx.json"
cp "$here/entrypoint.sh" "$here/health.mjs" "$2"
# health.mjs asks this service.
printf '%s\n' "${1##*/}" >"$2/service"

cd "$2"
# Types, maps and tests of all packages; licences stay.
find . -type f \( -name '*.map' -o -name '*.ts' -o -name '*.[mc]ts' -o -name '*.flow' -o -name '*.tsbuildinfo' \
  -o -name '*.test.js' -o -name '*.fixture.js' -o -name '*.contract.js' \) -delete
# Of our own packages: what only tests and the build read.
for package in . node_modules/.pnpm/@qt+*/node_modules/@qt/*; do
  [ -L "$package" ] || (cd "$package" && rm -rf src tsconfig.json turbo.json dist/testing dist/test-support dist/conformance)
done
rm -f pnpm-lock.yaml pnpm-workspace.yaml
find . -type d -empty -delete
