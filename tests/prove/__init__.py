"""Long proofs: small with the tests, in full by `make prove`."""
