"""`python -m ddx` is `ddx`."""

from ddx.cli import main

main()
