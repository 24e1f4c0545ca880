"""A real cluster on loopback: one master, two workers; one worker and its executor are killed in the middle of the job.

    VENV/bin/python bench/spark_cluster.py CASE [SECONDS]

CASE was analysed by `agon analyze`. SIGKILL comes SECONDS (8) after the job began. Prints what ran where and whether the
tables have the bytes of one machine; exit 1 if not, or if the job ended before the kill.
"""

import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

import pyspark
import spark_case

MASTER = "spark://127.0.0.1:17077"


def start(place, *words):
    home = pathlib.Path(pyspark.__file__).parent
    environment = {**os.environ, "SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_DAEMON_MEMORY": "256m"}
    log = open(pathlib.Path(place, f"{words[0].rsplit('.', 1)[1]}-{words[-2]}.log".replace("/", "_")), "wb")
    return subprocess.Popen([home / "bin/spark-class", *words], env=environment, stdout=log, stderr=log, start_new_session=True)


def executors_of(worker):
    """Executor processes are children of the worker's process."""
    found = subprocess.run(["pgrep", "-P", str(worker.pid)], capture_output=True, text=True).stdout.split()
    return [int(pid) for pid in found]


def kill_later(worker, seconds, began, told):
    began.wait()
    time.sleep(seconds)
    executors = executors_of(worker)
    for pid in executors:
        os.kill(pid, signal.SIGKILL)
    os.killpg(worker.pid, signal.SIGKILL)
    told["killed"] = (time.perf_counter(), executors)


def main():
    case, seconds = pathlib.Path(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else 8
    expected, told, began = spark_case.digests(case), {}, threading.Event()
    with tempfile.TemporaryDirectory(dir=case.resolve().parent) as place:
        master = start(place, "org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port", "17077", "--webui-port", "18080")
        workers = [start(place, "org.apache.spark.deploy.worker.Worker", "--host", "127.0.0.1", "-c", "1", "-m", "1g", "-d",
                         f"{place}/worker-{i}", "--webui-port", str(18081 + i), MASTER) for i in range(2)]
        try:
            session = spark_case.session(MASTER, **{
                "spark.executor.memory": "700m", "spark.executor.cores": "1", "spark.executorEnv.PYTHONPATH": os.environ["PYTHONPATH"],
                "spark.sql.files.maxPartitionBytes": str(2 << 20), "spark.task.maxFailures": "8"})
            deadline = time.monotonic() + 300
            while session.sparkContext._jsc.sc().getExecutorMemoryStatus().size() < 3 and time.monotonic() < deadline:
                time.sleep(1)
            nodes = session.sparkContext._jsc.sc().getExecutorMemoryStatus().size() - 1
            import agon_spark

            threading.Thread(target=kill_later, args=(workers[0], seconds, began, told), daemon=True).start()
            there = spark_case.imported(case, pathlib.Path(place, "case"))
            begin = time.perf_counter()
            began.set()
            made = agon_spark.analyze(session, there, pathlib.Path(place, "work"), partitions=12, **spark_case.window_of(case))
            end = time.perf_counter()
            left = session.sparkContext._jsc.sc().getExecutorMemoryStatus().size() - 1
            found = spark_case.digests(there)
            session.stop()
        finally:
            for process in (*workers, master):
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        shutil.rmtree(place, ignore_errors=True)
        os.makedirs(place)
    if "killed" not in told:
        print(f"the job ended after {end - begin:.1f} s, before the kill at {seconds:g} s")
        return 1
    at, executors = told["killed"]
    wrong = [name for name in expected if found[name] != expected[name]]
    print(f"{case.name}: {made.posts} posts on {nodes} executors; killed worker 0 and its executor {executors} {at - begin:.1f} s into a job of "
          f"{end - begin:.1f} s, {left} executor left; {'DIFFER: ' + ' '.join(wrong) if wrong else 'the same bytes'}")
    return 1 if wrong or not executors else 0


sys.exit(main())
