#!/usr/bin/env python3
"""The OpenBLAS side of the matrix products: cblas_sgemm, called directly, row-major, no transposes, beta = 0.

    python3 openblas.py --threads 2 --only gemm_1024 [--seconds 4]

Prints one JSON object: name, ms (median of the timed calls), steps, rss_mb, version; or name and skipped.
"""
import argparse, array, ctypes, ctypes.util, json, os, random, resource, statistics, time

ap = argparse.ArgumentParser()
ap.add_argument('--threads', type=int, default=2)
ap.add_argument('--only', default='gemm_1024')
ap.add_argument('--seconds', type=float, default=4.0)
a = ap.parse_args()
os.environ['OPENBLAS_NUM_THREADS'] = os.environ['OMP_NUM_THREADS'] = str(a.threads)


def library():
    names = filter(None, ['libopenblas.so.0', 'libopenblas.so', ctypes.util.find_library('openblas')])
    for name in names:
        try:
            return ctypes.CDLL(name)
        except OSError:
            pass


def report(**more):
    print(json.dumps(dict(name=a.only, threads=a.threads, **more)), flush=True)


def size(name):
    shape = name.rpartition('_')[2]
    m, k, n = map(int, shape.split('x')) if 'x' in shape else [int(shape)] * 3
    return m, k, n


def main():
    blas = library()
    if blas is None:
        return report(skipped='libopenblas was not found; on Debian: apt-get install libopenblas-dev')
    blas.openblas_set_num_threads(a.threads)
    blas.openblas_get_config.restype = ctypes.c_char_p
    m, k, n = size(a.only)
    draw = random.Random(0)
    block = array.array('f', [draw.gauss(0, 1) for _ in range(4096)])

    def matrix(count):
        values = (block * (count // len(block) + 1))[:count]
        return (ctypes.c_float * count).from_buffer(values)

    x, y, z = matrix(m * k), matrix(k * n), matrix(m * n)
    one, zero = ctypes.c_float(1), ctypes.c_float(0)

    def step():
        blas.cblas_sgemm(101, 111, 111, m, n, k, one, x, k, y, n, zero, z, n)

    for _ in range(3):
        step()
    times, end = [], time.perf_counter() + a.seconds
    while (time.perf_counter() < end or len(times) < 3) and len(times) < 20000:
        start = time.perf_counter()
        step()
        times.append(time.perf_counter() - start)
    report(ms=statistics.median(times) * 1e3, steps=len(times), rss_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
           version=blas.openblas_get_config().decode())


main()
