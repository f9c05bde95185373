"""The committed track record: loading, acceptance criteria, model choice."""
