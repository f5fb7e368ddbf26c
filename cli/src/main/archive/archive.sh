#!/bin/sh
# Archives of the classes that the command, a supervisor and a node load, so that all of them start in two thirds of the time.
# Made once per build by starting and stopping a store of one node, twice; whoever has no archive, or one of another Java, does
# without. Usage: archive.sh JAVA TARGET
set -eu
java=$1 target=$2
work=$(mktemp -d)
running=
trap 'if [ -n "$running" ]; then kill "$running" || true; wait "$running" || true; fi; rm -rf "$work"' EXIT
rm -rf "$target/archive"
mkdir "$work/archive" "$work/program"

cat > "$work/store.yaml" <<'END'
apiVersion: stator.dev/v1alpha1
kind: KeyValueStore
metadata: {name: archive}
spec:
  replication: {factor: 1, readQuorum: 1, writeQuorum: 1}
  nodePools: [{name: std, replicas: 1}]
END

# Runs the command with these words until it says $1, and stops it.
until_it_says() {
  said=$1
  shift
  "$java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 '-Xlog:cds*=off' -Dio.netty.jfr.enabled=false "$@" -f "$work/store.yaml" > "$work/log" 2>&1 &
  running=$!
  for tenth in $(seq 600); do
    if grep -q "$said" "$work/log"; then break; fi
    kill -0 "$running" || { cat "$work/log"; exit 1; }
    sleep 0.1
  done
  kill "$running"
  wait "$running" || true
  running=
}

# The command's class path is the launcher's.
classpath=$(echo "$target"/stator-cli-*.jar)
for library in "$target"/lib/*.jar; do classpath=$classpath:$library; done
STATOR_NODE_JAVA_OPTS="-XX:ArchiveClassesAtExit=$work/archive/node.jsa -Xlog:cds*=off" until_it_says serves \
  -XX:ArchiveClassesAtExit="$work/archive/stator.jsa" -cp "$classpath" dev.stator.cli.Main up --data "$work/data"

# A supervisor's is that of a copied program: names, in order.
cp -p "$target"/stator-cli-*.jar "$target"/lib/*.jar "$work/program"
cd "$work/program"
classpath=$(LC_ALL=C ls ./*.jar | sed 's#^\./##' | paste -s -d: -)
until_it_says @serving \
  -XX:ArchiveClassesAtExit="$work/archive/supervisor.jsa" -cp "$classpath" dev.stator.cli.Main supervise --data "$work/data"

cp -rp "$work/archive" "$target/archive.draft"
mv "$target/archive.draft" "$target/archive"
