#!/usr/bin/env bash
# Takes the pictures in this folder, of what runs now: `npx pnpm@12 stack`, then `bash docs/pictures/take.sh`. Needs chromium.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "${QT_DATA_DIR:-$here/../../.qt}/env"
profile=$(mktemp -d)
trap 'rm -rf "$profile"' EXIT

picture() { # picture <file> <address>
  chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$profile" \
    --window-size=1366,768 --virtual-time-budget=20000 --screenshot="$here/$1" "$2"
}

picture api.png "$QT_API_URL/docs"
picture runbook.png "$QT_API_URL/runbooks/TradingHalted"
picture alertmanager.png "$QT_ALERTMANAGER_URL/#/alerts"
picture victorialogs.png "$QT_VICTORIALOGS_URL/select/vmui/#/?query=event%3A%3Drisk.denied&g0.range_input=15m&g0.relative_time=last_15_minutes"
