"""The brief as files that people pass on: PDF, DOCX, XLSX and a picture for a message."""
