"""Words, figures and self-contained pages made from the tables of an edition."""
