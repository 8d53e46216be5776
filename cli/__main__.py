"""`python -m cli`: the same as the command `plantready`."""

from cli.main import main

main()
