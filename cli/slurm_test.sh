#!/bin/bash
# Copyright 2026 The hmmbench authors
# SPDX-License-Identifier: Apache-2.0
#
# slurm_test.sh HMMBENCH: `--on slurm` with a real Slurm of its own on the
# loopback interface, which this script starts and stops. Needs root and the
# packages slurm-wlm and munge; exits with 77 where they are missing.

set -u
# Otherwise the second command would find all that the first one measured.
export HMMBENCH_FRESH=1
program=$1
for needed in munged slurmctld slurmd sbatch; do
  command -v "$needed" >/dev/null || [ -x "/usr/sbin/$needed" ] || {
    echo "skipped: $needed is missing (apt-get install slurm-wlm munge)"
    exit 77
  }
done
[ "$(id -u)" -eq 0 ] || {
  echo "skipped: munged and slurmd are started as root here"
  exit 77
}
PATH=$PATH:/usr/sbin
work=$(mktemp -d)
chmod 755 "$work"
host=$(hostname -s)
export SLURM_CONF=$work/slurm.conf
# Ports of its own, so that it does not meet another Slurm.
controller=$((20000 + $$ % 10000))

# stop PIDFILE: ends the process that wrote it.
stop() {
  local pid
  pid=$(cat "$1" 2>/dev/null) || return 0
  kill "$pid" 2>/dev/null
  for _ in $(seq 50); do
    kill -0 "$pid" 2>/dev/null || return 0
    sleep 0.1
  done
  kill -9 "$pid" 2>/dev/null
}

stop_all() {
  scancel --user root 2>/dev/null
  stop "$work/slurmd.pid"
  stop "$work/slurmctld.pid"
  stop "$work/munged.pid"
  rm -rf "$work"
}
trap stop_all EXIT

start_all() {
  dd if=/dev/urandom of="$work/munge.key" bs=128 count=1 2>/dev/null
  chmod 400 "$work/munge.key"
  # In a folder that others can write to, munged would refuse.
  munged --key-file="$work/munge.key" --socket="$work/munge.socket" \
    --pid-file="$work/munged.pid" --log-file="$work/munged.log" \
    --seed-file="$work/munged.seed" --force || return 1
  cat >"$SLURM_CONF" <<CONF
ClusterName=loopback
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$controller
SlurmdPort=$((controller + 1))
AuthInfo=socket=$work/munge.socket
SlurmUser=root
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.pid
SlurmctldLogFile=$work/slurmctld.log
SlurmdLogFile=$work/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=sched_min_interval=100000,batch_sched_delay=0
ReturnToService=2
SlurmdTimeout=10
KillWait=5
MinJobAge=30
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=lab Nodes=$host Default=YES MaxTime=INFINITE State=UP
CONF
  mkdir -p "$work/state" "$work/spool"
  slurmctld && slurmd || return 1
  for _ in $(seq 60); do
    sinfo --noheader --format=%T 2>/dev/null | grep -qE 'idle|mixed' && return
    sleep 0.5
  done
  return 1
}

failed=0
# expect WHAT CONDITION...: says whether the command succeeds.
expect() {
  local what=$1
  shift
  if "$@"; then
    echo "ok: $what"
  else
    echo "FAILED: $what"
    failed=1
  fi
}

options=(--clock virtual --policies stock,wait --rounds 1 --sensitivity 0
  --cell same_page/threads:2/delay_us:20 --jobs 1)
items=${HMMBENCH_SLURM_ITEMS:-4}

# records RESULTS: a checksum of each boot's records.
records() { (cd "$1"/*/ && cksum boots/*/records.jsonl); }
same() { [ "$(records "$work/$1")" = "$(records "$work/whole")" ]; }
# compare NAME MORE...: on Slurm, one item at a time.
compare() {
  local name=$1
  shift
  "$program" compare "${options[@]}" --seeds "$items" \
    --on slurm:partition=lab,limit=1 --results "$work/$name" "$@" \
    >"$work/$name.out" 2>&1
}
run_of() { echo "$work/$1"/*; }
# Waits until an item of the run is done.
wait_for_item() {
  for _ in $(seq 600); do
    [ -d "$(run_of "$1")/items/$2" ] && return
    sleep 0.2
  done
  return 1
}

start_all || {
  echo "FAILED: Slurm did not start"
  tail -n 5 "$work"/*.log
  exit 1
}
"$program" compare "${options[@]}" --seeds "$items" --results "$work/whole" \
  >"$work/whole.out" 2>&1 || { cat "$work/whole.out"; exit 1; }

expect "compare on Slurm" compare plain
expect "the same bytes as without Slurm" same plain
[ "$failed" -eq 0 ] || cat "$work/plain.out"

compare detached --detach
expect "--detach says how to attach" grep -q "hmmbench attach" "$work/detached.out"
expect "attach waits and reports" eval \
  '"$program" attach "$(run_of detached)" >"$work/attached.out" 2>&1'
expect "attached: the same bytes" same detached
expect "attached: a report" test -f "$(run_of detached)/report.txt"

compare cancelled &
tool=$!
wait_for_item cancelled 000
kill -TERM "$(pgrep -P "$tool" -x hmmbench || echo "$tool")"
wait "$tool"
expect "Ctrl-C cancels the array" test -z "$(squeue --noheader \
  --states=PENDING)"
expect "Ctrl-C keeps what was measured" test -f \
  "$(run_of cancelled)/boots/000-stock/boot.json"
expect "--resume submits the rest" eval \
  '"$program" compare --resume "$(run_of cancelled)" >"$work/c.out" 2>&1'
expect "resumed: the same bytes" same cancelled

compare lost --detach
wait_for_item lost 000
scancel "$(cat "$(run_of lost)/slurm/job")_$((items - 1))"
"$program" attach "$(run_of lost)" >"$work/lost.out" 2>&1
expect "a cancelled item is named" grep -q \
  "item $((items - 1)) was lost" "$work/lost.out"
expect "its report is partial" grep -q "not finished" "$work/lost.out"

compare requeued --detach
wait_for_item requeued 000
scontrol requeue "$(cat "$(run_of requeued)/slurm/job")_1" 2>/dev/null
expect "a requeued item: attach ends" eval \
  '"$program" attach "$(run_of requeued)" >"$work/requeued.out" 2>&1'
expect "a requeued item: the same bytes" same requeued

[ "$failed" -eq 0 ] || tail -n 5 "$work"/*.out
exit "$failed"
