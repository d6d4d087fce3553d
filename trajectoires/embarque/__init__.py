"""The whole portal on one machine: real PostgreSQL and Redis from wheels, and every process.

`python -m trajectoires.embarque servir` is `make run`; `avec` lends the engines to one command
(tests, benches); `preparer` installs or names the system libraries. See docs/adr/0001.
"""
