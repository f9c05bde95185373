"""`planodds verify` and `planodds reproduce`: a finished edition held against its manifest."""
