"""One module per table of an edition: targets, ranks, first passage, reverse stress test."""
