#!/usr/bin/env python3
"""Runs another peer script with the processor time of the process in place of the wall clock.

    python3 cpu_clock.py SCRIPT --threads 1 …

On a machine that others use as well, the wall clock measures them too. With one thread the processor time is what a quiet machine's wall clock
would show, but for the shared caches; with more threads it is no measure of a step, since waiting threads may spin.
"""
import runpy, sys, time

time.perf_counter = time.process_time
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name='__main__')
