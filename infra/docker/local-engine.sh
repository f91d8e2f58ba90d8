#!/usr/bin/env bash
# A Docker engine of its own, for machines that have none and reach no image registry: Debian's dockerd with its own data and
# socket, and the images that docker-compose.yml and the Dockerfile name, made from Debian's packages, the workspace's Node and
# the tools that `npx pnpm@12 tools` builds. Needs root and Debian; what it made is kept by version in ~/.cache/qt.
#
#   infra/docker/local-engine.sh install   Debian's packages, where they are missing
#   infra/docker/local-engine.sh start     the engine, and the images that it lacks; prints the value of DOCKER_HOST
#   infra/docker/local-engine.sh build     the five services' images, by the project's Dockerfile; in the engine of DOCKER_HOST, if set
#   infra/docker/local-engine.sh stop      the engine and its containers
#
# QT_ENGINE_DIR: its folder, by default ~/.cache/qt/engine.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/qt
folder=${QT_ENGINE_DIR:-$cache/engine}
socket=$folder/docker.sock
# Debian's client builds with BuildKit by itself; others need a plug-in for it.
docker=$([[ -x /usr/bin/docker ]] && echo /usr/bin/docker || command -v docker || true)
export DOCKER_BUILDKIT=1

say() { echo "local-engine: $*" >&2; }
fail() {
  say "$*"
  exit 1
}
answers() { [[ -n $docker ]] && "$docker" version >/dev/null 2>&1; }
has_image() { "$docker" image inspect "$1" >/dev/null 2>&1; }

install_packages() {
  [[ $(id -u) -eq 0 ]] || fail 'expected root'
  local missing=()
  command -v dockerd >/dev/null || missing+=(docker.io)
  command -v iptables >/dev/null || missing+=(iptables)
  command -v mmdebstrap >/dev/null || missing+=(mmdebstrap)
  [[ ${#missing[@]} -gt 0 ]] || return 0
  say "installing ${missing[*]}"
  apt-get update -qq
  # The package would start an engine of the machine's own.
  DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

start_engine() {
  answers && return
  for tool in dockerd iptables; do
    command -v $tool >/dev/null || fail "$tool: expected in PATH, actual missing; run $0 install"
  done
  mkdir -p "$folder"
  # Containers that a killed engine left running would hold its data.
  stop_engine
  setsid dockerd --data-root "$folder/data" --exec-root "$folder/run" --pidfile "$folder/docker.pid" \
    --host "unix://$socket" --bip 172.17.0.1/16 --log-level warn >"$folder/dockerd.log" 2>&1 </dev/null &
  local engine=$!
  for _ in $(seq 300); do
    answers && return
    kill -0 $engine 2>/dev/null || fail "dockerd ended: $(tail -n 3 "$folder/dockerd.log")"
    sleep 0.2
  done
  fail "dockerd does not answer: $(tail -n 3 "$folder/dockerd.log")"
}

stop_engine() {
  local pid
  pid=$(cat "$folder/docker.pid" 2>/dev/null || true)
  if [[ -n $pid ]] && [[ $(cat "/proc/$pid/comm" 2>/dev/null) == dockerd ]]; then
    kill "$pid"
    while kill -0 "$pid" 2>/dev/null; do sleep 0.2; done
  fi
  rm -f "$folder/docker.pid" "$socket"
}

# The image that docker-compose.yml gives a service.
image_of() { sed -n "/^  $1:\$/,/^  [a-z]/s/^    image: //p" "$root/docker-compose.yml"; }

# Debian with what tools' health checks call: a shell, wget.
make_base() {
  has_image qt-base:bookworm && return
  local tar=$cache/images/bookworm.tar
  if [[ ! -s $tar ]]; then
    command -v mmdebstrap >/dev/null || fail "mmdebstrap: expected in PATH, actual missing; run $0 install"
    say 'making the base image'
    mkdir -p "$cache/images"
    mmdebstrap --quiet --variant=minbase --include=ca-certificates,busybox bookworm "$cache/images/new.tar"
    mv "$cache/images/new.tar" "$tar"
  fi
  "$docker" import "$tar" qt-base:bookworm >/dev/null
}

# A build context in a temporary folder: build <image> <file or folder>…, with the Dockerfile on standard input.
build() {
  local image=$1 context
  shift
  context=$(mktemp -d)
  for file in "$@"; do cp -aL "$file" "$context/"; done
  cat >"$context/Dockerfile"
  say "making $image"
  "$docker" build --quiet --network=host --tag "$image" "$context" >/dev/null
  rm -rf "$context"
}

# node:24-bookworm-slim, with this machine's settings of npm and its certificates: an image that never leaves it.
make_node() {
  local image node version npm settings
  image=$(sed -n 's/^ARG NODE_IMAGE=//p' "$here/Dockerfile")
  node=$root/node_modules/node/bin/node
  [[ -x $node ]] || fail "$node: expected the workspace's Node, actual missing; run npx pnpm@12 install"
  version=$("$node" --version)
  [[ $("$docker" image inspect "$image" --format '{{.Config.Labels.node}}' 2>/dev/null) == "$version" ]] && return
  npm=$(cd "$(npm root --global)/npm" && pwd -P)
  settings=$(mktemp -d)
  npm config list --json | "$node" -e '
    const kept = ["registry", "cafile", "strict-ssl", "proxy", "https-proxy", "noproxy"];
    const all = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
    for (const key of kept) if (all[key]) console.log(`${key}=${key === "cafile" ? "/etc/ssl/certs/ca-certificates.crt" : all[key]}`);
  ' >"$settings/npmrc"
  cp "${NODE_EXTRA_CA_CERTS:-/etc/ssl/certs/ca-certificates.crt}" "$settings/ca-certificates.crt"
  build "$image" "$node" "$npm" "$settings/npmrc" "$settings/ca-certificates.crt" <<DOCKERFILE
FROM qt-base:bookworm
LABEL node=$version
COPY node /usr/local/bin/node
COPY npm /usr/local/lib/node_modules/npm
COPY ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY npmrc /usr/local/etc/npmrc
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm \
  && ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx \
  && groupadd --gid 1000 node && useradd --uid 1000 --gid node --create-home node
ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
CMD ["node"]
DOCKERFILE
  rm -rf "$settings"
}

tool() { # tool <binary>: its path
  local path
  path=$(cd "$root" && node_modules/node/bin/node tools/test-kit/src/tools/main.ts --list | awk -v name="$1" '$1 == name { print $3 }')
  [[ -x $path ]] || fail "$1: expected in PATH or in our cache, actual missing; run npx pnpm@12 tools"
  echo "$path"
}

# make_tool <service of docker-compose.yml> <Dockerfile lines> <binary>…
make_tool() {
  local service=$1 lines=$2 image binaries=()
  shift 2
  image=$(image_of "$service")
  has_image "$image" && return
  for binary in "$@"; do binaries+=("$(tool "$binary")"); done
  build "$image" "${binaries[@]}" <<DOCKERFILE
FROM qt-base:bookworm
COPY $* /bin/
RUN ln -s /bin/busybox /usr/bin/wget
$lines
DOCKERFILE
}

make_images() {
  make_base
  make_node
  make_tool prometheus 'RUN mkdir /prometheus && chown 65534:65534 /prometheus
ENTRYPOINT ["prometheus"]' prometheus promtool
  make_tool alertmanager 'RUN mkdir /alertmanager && chown 65534:65534 /alertmanager
ENTRYPOINT ["alertmanager"]' alertmanager amtool
  make_tool collector 'ENTRYPOINT ["otelcol"]' otelcol
  make_tool victorialogs 'ENTRYPOINT ["victoria-logs"]' victoria-logs
  make_tool jaeger 'ENTRYPOINT ["jaeger"]' jaeger
  local busybox
  busybox=$(image_of volume-owners)
  has_image "$busybox" || "$docker" tag qt-base:bookworm "$busybox"
}

build_services() {
  for service in api scheduler retrain-worker risk-guard market-sim; do
    "$docker" build --quiet --network=host --file "$here/Dockerfile" --build-arg "SERVICE=apps/$service" \
      --tag "$(image_of $service | sed 's/\${QT_IMAGE_TAG:-\(.*\)}/\1/')" "$root" >/dev/null
    say "built $service"
  done
  # What earlier sources left.
  "$docker" image prune --force >/dev/null
  "$docker" builder prune --force --keep-storage 6gb >/dev/null
}

own=unix://$socket
case ${1:-} in
  install) install_packages ;;
  start)
    export DOCKER_HOST=$own
    start_engine
    make_images
    echo "$own"
    ;;
  build)
    export DOCKER_HOST=${DOCKER_HOST:-$own}
    build_services
    ;;
  stop) stop_engine ;;
  *)
    echo "usage: $0 install|start|build|stop" >&2
    exit 64
    ;;
esac
