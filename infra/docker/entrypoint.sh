#!/bin/sh
# Runs a service as the main process of a container. One that ends with 78 (its configuration is invalid, see
# docs/adr/0003-stop-codes.md) would be started again for ever by Docker's restart policy: so the container stays, unhealthy,
# with the reason as the end of its log, until it is stopped or made anew.
"$@" &
service=$!
stop() {
  stopping=1
  kill -TERM "$service" 2>/dev/null
}
stopping=
trap stop TERM INT

# A signal interrupts the wait.
while :; do
  wait "$service"
  status=$?
  kill -0 "$service" 2>/dev/null || break
done
[ "$status" -eq 78 ] && [ -z "$stopping" ] || exit "$status"

echo 'entrypoint: not started again until its configuration is changed: docker compose up -d' >&2
trap 'exit 78' TERM INT
sleep infinity &
wait
exit 78
