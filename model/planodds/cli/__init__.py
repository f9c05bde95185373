"""Bodies of the commands, one file each; the command line only wires them."""
