"""Documents for readers: words, figures and self-contained pages made from an edition's tables."""
