#!/usr/bin/env bash
# A sweep as an array of Slurm jobs, one part of it each:
#
#     sbatch --array=1-8 scripts/cluster/slurm-array.sh my.toml --over region.burst=500..3000:100
#     burstsim sweep my.toml --over region.burst=500..3000:100 --from records/*.records
#
# Part I appends to records/I.records below the folder that sbatch was called in, which every node must see. When a node
# dies, Slurm requeues its job; when burstsim dies, this script starts it again. Either way it goes on where the
# file ends. Options of sbatch stand before the script (--cpus-per-task=4 --mem=2G --time=4:00:00), those of
# burstsim after it.
#
#     BURSTSIM  the program, if it is not on the PATH of the nodes
#     RECORDS   another folder for the records
#     PARTS     how many parts there are, if only some are submitted: PARTS=8 sbatch --array=3,7 ...
#     TRIES     how often burstsim is started before a part is given up [default: 5]
#SBATCH --job-name=burstsim-sweep
#SBATCH --requeue
#SBATCH --open-mode=append
set -euo pipefail

if [[ -z ${SLURM_ARRAY_TASK_ID:-} ]]; then
    echo "this is a job of an array: sbatch --array=1-N ${0##*/} SCENARIO --over ..." >&2
    exit 2
fi
if [[ -z ${PARTS:-} && ($SLURM_ARRAY_TASK_MIN -ne 1 || $SLURM_ARRAY_TASK_COUNT -ne $SLURM_ARRAY_TASK_MAX) ]]; then
    echo "the array is not 1-N: say how many parts there are with PARTS=N" >&2
    exit 2
fi
part=$SLURM_ARRAY_TASK_ID/${PARTS:-$SLURM_ARRAY_TASK_MAX}
file=${RECORDS:-records}/$SLURM_ARRAY_TASK_ID.records
echo "part $part on ${SLURMD_NODENAME:-?}, restart ${SLURM_RESTART_COUNT:-0}"

for ((try = 1; ; try++)); do
    code=0
    "${BURSTSIM:-burstsim}" sweep "$@" --threads "${SLURM_CPUS_PER_TASK:-1}" --part "$part" --records "$file" || code=$?
    # What is wrong with the arguments (2) is wrong the next time, too.
    if [[ $code -eq 0 || $code -eq 2 || $try -ge ${TRIES:-8} ]]; then
        exit "$code"
    fi
    echo "burstsim ended with $code, try $try; it goes on where $file ends" >&2
    # A file that a lost node has locked is free again within minutes.
    sleep $((try < 6 ? 2 ** try : 60))
done
