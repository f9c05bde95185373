"""An edition on disk: layout, reader, manifest, fit cache, inventory, cleanup, comparison."""
