# Power cuts on a real filesystem: one ext4 in a loop device per node, shut down as by a pulled plug; sourced after lib.sh.
# Needs root, loop devices, mkfs.ext4 and perl. What was not synced is gone after the shutdown (reliability.md §6).
MOUNTS=()
IMAGE_MIB=${IMAGE_MIB:-512}

power_possible() {
  [ "$(id -u)" = 0 ] && command -v mkfs.ext4 > /dev/null && command -v perl > /dev/null && [ -e /dev/loop-control ]
}

power_tidy() {
  local dir mount
  for dir in ${CLUSTERS[@]+"${CLUSTERS[@]}"}; do "$CONCORDAT" cluster down "$dir" > /dev/null 2>&1; done
  for mount in ${MOUNTS[@]+"${MOUNTS[@]}"}; do umount "$mount" 2> /dev/null || umount -l "$mount" 2> /dev/null; done
  tidy_up
}
trap power_tidy EXIT

# own_disk DIR NODE: moves the node's data directory onto a filesystem of its own
own_disk() {
  local data="$1/node-$2/data" image="$1/disk-$2.img"
  truncate -s "${IMAGE_MIB}M" "$image"
  mkfs.ext4 -q -F "$image" || return 1
  mv "$data" "$data.before" && mkdir "$data" && mount -o loop "$image" "$data" || return 1
  MOUNTS+=("$data")
  rmdir "$data/lost+found"
  cp -a "$data.before/." "$data/" && sync -f "$data" && rm -r "$data.before"
}

# cluster_on_disks NAME INIT-OPTIONS...: a cluster of three, started, each node on a filesystem of its own
cluster_on_disks() {
  local dir="$WORK/$1" node
  shift
  "$CONCORDAT" init "$dir" --protocol raft --nodes 3 --base-port "$(free_base_port)" "$@" > /dev/null || return 1
  CLUSTERS+=("$dir")
  for node in 1 2 3; do own_disk "$dir" "$node" || return 1; done
  "$CONCORDAT" cluster up "$dir" > /dev/null
}

# power_cut DIR NODE...: nothing reaches these disks any more (EXT4_IOC_SHUTDOWN, journal not flushed), then the
# processes are gone, then the disks come back with what they had.
power_cut() {
  local dir=$1 node pids=() paths=()
  shift
  for node in "$@"; do
    paths+=("$dir/node-$node/data")
    pids+=("$(cat "$dir/node-$node/pid")")
  done
  perl -e 'for my $path (@ARGV) { my $d; open($d, "<", $path) or die "$path: $!"; push(@open, $d) }
    for (@open) { my $how = pack("L", 2); ioctl($_, 0x8004587d, $how) or die "shutdown: $!" }' "${paths[@]}" || return 1
  kill -9 "${pids[@]}" 2> /dev/null
  for node in "${pids[@]}"; do
    while kill -0 "$node" 2> /dev/null; do sleep 0.02; done
  done
  for node in "$@"; do
    umount "$dir/node-$node/data" && mount -o loop "$dir/disk-$node.img" "$dir/node-$node/data" || return 1
  done
}
