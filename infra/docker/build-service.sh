#!/bin/sh
# Builds one service and copies everything it needs at run time into a folder: build-service.sh apps/api /out
set -eu
pnpm --filter "./$1" build
pnpm --filter "./$1" deploy --prod --ignore-scripts "$2"
