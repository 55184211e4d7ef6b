"""From a build to a release in its place, beside the earlier ones."""
