"""Turn a list of contracts that was kept elsewhere into entries."""
