"""A new study from one flat table: understood, proposed, written as commented files."""
