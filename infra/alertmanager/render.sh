#!/bin/sh
# Renders Alertmanager's configuration from the generated one and the environment: an integration whose address is not
# set is removed, and secrets are written to files that only their owner can read.
#
#   infra/alertmanager/render.sh <folder> [command…]
#
# Writes <folder>/alertmanager.yml, then runs the command, if any. Each variable may be given as …_FILE, the path of a
# file with the value: QT_PAGERDUTY_ROUTING_KEY, QT_SLACK_WEBHOOK_URL, QT_TEAMS_WEBHOOK_URL, QT_HEARTBEAT_URL.
# QT_PAGERDUTY_URL: PagerDuty's events endpoint outside the United States.
set -eu
umask 077

if [ $# -lt 1 ]; then
  echo 'usage: render.sh <folder> [command…]' >&2
  exit 64
fi
mkdir -p "$1/secrets"
out=$(cd "$1" && pwd)
shift
here=$(cd "$(dirname "$0")" && pwd)
source_file=$here/../generated/alertmanager/alertmanager.yml
faults=0

fault() {
  echo "alertmanager: $1" >&2
  faults=1
}

# secret_file <VARIABLE> <file name>: sets $found to the path of the file with the value; empty where it is not set.
secret_file() {
  eval "given=\${$1_FILE:-} value=\${$1:-}"
  found=
  if [ -n "$given" ] && [ -n "$value" ]; then
    fault "$1: expected a value or $1_FILE, actual both"
  elif [ -n "$given" ] && [ ! -s "$given" ]; then
    fault "$1_FILE: expected a readable file that is not empty, actual '$given'"
  elif [ -n "$given" ]; then
    found=$(cd "$(dirname "$given")" && pwd)/$(basename "$given")
  elif [ -n "$value" ]; then
    found=$out/secrets/$2
    printf '%s' "$value" >"$found"
  else
    rm -f "$out/secrets/$2"
  fi
}

expect_url() {
  if [ -n "$found" ] && ! grep -qE '^https?://[^[:space:]]+$' "$found"; then
    fault "$1: expected an http or https URL, actual a secret value"
  fi
}

secret_file QT_PAGERDUTY_ROUTING_KEY pagerduty-routing-key
pagerduty=$found
if [ -n "$found" ] && ! grep -qE '^[A-Za-z0-9]+$' "$found"; then
  fault 'QT_PAGERDUTY_ROUTING_KEY: expected letters and digits, actual a secret value'
fi
secret_file QT_SLACK_WEBHOOK_URL slack-webhook-url
slack=$found
expect_url QT_SLACK_WEBHOOK_URL
secret_file QT_TEAMS_WEBHOOK_URL teams-webhook-url
teams=$found
expect_url QT_TEAMS_WEBHOOK_URL
secret_file QT_HEARTBEAT_URL heartbeat-url
heartbeat=$found
expect_url QT_HEARTBEAT_URL
case ${QT_PAGERDUTY_URL:-https://} in
  http://* | https://*) ;;
  *) fault "QT_PAGERDUTY_URL: expected an http or https URL, actual '$QT_PAGERDUTY_URL'" ;;
esac
[ "$faults" -eq 0 ] || exit 78

[ -n "$pagerduty" ] || echo 'alertmanager: nobody is paged: QT_PAGERDUTY_ROUTING_KEY is not set' >&2
[ -n "$slack$teams" ] || echo 'alertmanager: no chat is notified: neither QT_SLACK_WEBHOOK_URL nor QT_TEAMS_WEBHOOK_URL is set' >&2
[ -n "$heartbeat" ] || echo 'alertmanager: its own failure goes unnoticed: QT_HEARTBEAT_URL is not set' >&2
[ -z "$slack" ] || teams=

templates=$here/templates pagerduty=$pagerduty slack=$slack teams=$teams heartbeat=$heartbeat \
  pagerduty_url=${QT_PAGERDUTY_URL:-} awk '
  function put(old, new,    at) {
    at = index($0, old)
    if (at > 0) $0 = substr($0, 1, at - 1) new substr($0, at + length(old))
  }
  $1 == "#" && $2 == "begin" { skipped = ENVIRON[$3] == ""; next }
  $1 == "#" && $2 == "end" { skipped = 0; next }
  skipped { next }
  {
    put("../../alertmanager/templates", ENVIRON["templates"])
    put("secrets/pagerduty-routing-key", ENVIRON["pagerduty"])
    put("secrets/slack-webhook-url", ENVIRON["slack"])
    put("secrets/teams-webhook-url", ENVIRON["teams"])
    put("secrets/heartbeat-url", ENVIRON["heartbeat"])
    if (ENVIRON["pagerduty_url"] != "") put("https://events.pagerduty.com/v2/enqueue", ENVIRON["pagerduty_url"])
    print
  }
' "$source_file" >"$out/alertmanager.yml.new"
mv "$out/alertmanager.yml.new" "$out/alertmanager.yml"

[ $# -eq 0 ] || exec "$@"
