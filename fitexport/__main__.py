"""`python -m fitexport`."""

from fitexport.cli.main import main

main(prog_name="fitexport")
