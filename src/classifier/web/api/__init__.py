"""The JSON API as `api.md` of the design fixes it."""
