"""Promises and the attempts to break them. Each prints one line of JSON and exits 0 when the promise held.

Every attempt has `--mutate`, which takes the protection away and must then fail.
"""
