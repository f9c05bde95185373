"""From a plan of runs to an edition: content keys, cache, papermill, manifest."""
