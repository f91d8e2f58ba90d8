#!/bin/sh
# Builds one service and puts all that it needs to run alone into a folder: build-service.sh apps/api /out
set -eu
pnpm --filter "./$1" build
pnpm --filter "./$1" deploy --prod --ignore-scripts "$2"
