"""The comparison suite behind testsuite/bench/run."""
