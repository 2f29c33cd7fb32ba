#!/usr/bin/env python3
"""From submit to report on a real cluster on this machine: seconds by stage and peak memory.

    Benchmarks/scale.py --people 1000000 --cohort 58000 [--workers 2] [--folder DIR] [--json FILE]

Makes the synthetic population and its store in DIR once (they are kept), then starts a coordinator and workers of one
slot each, submits the request, and samples the proportional set size (PSS) of all of their processes.
"""
import argparse
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent


def pss(pids):
    """Proportional set size of some processes, in bytes, by kind: private and shared memory, and mapped files."""
    total = 0
    for pid in pids:
        try:
            for line in open(f"/proc/{pid}/smaps_rollup"):
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) * 1024
        except OSError:
            pass
    return total


class Sampler(threading.Thread):
    def __init__(self, pids):
        super().__init__(daemon=True)
        self.pids, self.peak, self.done = pids, 0, threading.Event()

    def run(self):
        while not self.done.wait(0.5):
            self.peak = max(self.peak, pss(self.pids))


def run(*command):
    started = time.monotonic()
    result = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, text=True)
    if result.returncode:
        sys.exit(f"{command[0]} {command[1]} ended with status {result.returncode}")
    return time.monotonic() - started, result.stdout


def prepare(jdl, folder, options):
    """The population and its store, made when absent; seconds of what was made."""
    seconds = {}
    if not (folder / "store").exists():
        data = folder / "data"
        if not data.exists():
            seconds["synth"], _ = run(jdl, "synth", "--people", options.people, "--cohort", options.cohort, "--seed",
                                      options.seed, "--out", data)
        seconds["import"], _ = run(jdl, "import", data, "--store", folder / "store")
    return seconds


def start(programs, folder, workers, memory):
    """Keys, a coordinator on a free port and its workers; the processes and the client's options."""
    for old in ["keys", "journal", "jobs", "endpoint"]:
        shutil.rmtree(folder / old, ignore_errors=True)
        (folder / old).unlink(missing_ok=True) if (folder / old).is_file() else None
    for old in folder.glob("journal.sqlite*"):
        old.unlink()
    jdl = programs / "jdl"
    keys = folder / "keys"
    for role in [["coordinator"], ["user", "analyst"]] + [["worker", f"worker-{n}"] for n in range(workers)]:
        run(jdl, "keys", "make", *role, "--out", keys)
    (folder / "serve.yaml").write_text(
        f"store: {folder}/store\nbind: tcp://127.0.0.1:*\nkeys: {keys}\n"
        f"journal: {folder}/journal.sqlite\nresults: {folder}/jobs\n")
    log = open(folder / "cluster.log", "w")
    launch = lambda name, *arguments: subprocess.Popen([str(programs / name), *map(str, arguments)], stdout=log, stderr=log)
    processes = [launch("jdl", "serve", "--settings", folder / "serve.yaml", "--endpoint-file", folder / "endpoint")]
    while not (folder / "endpoint").exists() or not (folder / "endpoint").read_text().endswith("\n"):
        if processes[0].poll() is not None:
            sys.exit(f"the coordinator ended; see {folder}/cluster.log")
        time.sleep(0.01)
    endpoint = (folder / "endpoint").read_text().strip()
    for number in range(workers):
        processes.append(launch("jdl-worker", "--coordinator", endpoint, "--key", keys / f"worker-{number}.key",
                                "--coordinator-key", keys / "coordinator.pub", "--slots", 1, "--memory", memory))
    client = ["--coordinator", endpoint, "--key", keys / "analyst.key", "--coordinator-key", keys / "coordinator.pub"]
    return processes, client


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--cohort", type=int, default=58_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--memory", default="5GiB", help="what a worker may hold")
    parser.add_argument("--folder", type=pathlib.Path)
    parser.add_argument("--programs", type=pathlib.Path, default=ROOT / ".build/release")
    parser.add_argument("--json", type=pathlib.Path)
    options = parser.parse_args()
    folder = (options.folder or ROOT / f".build/scale-{options.people}").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    jdl = options.programs / "jdl"
    prepared = prepare(jdl, folder, options)
    processes, client = start(options.programs, folder, options.workers, options.memory)
    sampler = Sampler([process.pid for process in processes])
    sampler.start()
    try:
        started = time.monotonic()
        _, job = run(jdl, "submit", folder / "data/request.yaml", "--quiet", *client)
        job = job.strip()
        run(jdl, "watch", job, "--json", *client)
        shutil.rmtree(folder / "report", ignore_errors=True)
        run(jdl, "report", job, "--out", folder / "report", *client)
        seconds = time.monotonic() - started
    finally:
        sampler.done.set()
        sampler.join()
        for process in processes:
            process.send_signal(signal.SIGTERM)
        for process in processes:
            process.wait(timeout=60)
    manifest = json.loads((folder / "report/manifest.json").read_text())
    results = json.loads((folder / "report/results.json").read_text())
    figures = {
        "people": options.people, "cohort": options.cohort, "workers": options.workers, "prepared": prepared,
        "submit_to_report_seconds": round(seconds, 2), "peak_pss_gib": round(sampler.peak / 2**30, 2),
        "stages": {timing["stage"]: round(timing["seconds"], 2) for timing in manifest["timings"]},
        "analysed": results["attrition"]["analysed"], "pool": results["groups"]["comparisonPool"],
        "load_before": os.getloadavg()[0],
    }
    text = json.dumps(figures, indent=1)
    print(text)
    if options.json:
        options.json.write_text(text + "\n")


main()
