"""Packages that leave the service: for the diarium, for the archive, for whoever asked. Pure: records in, bytes out."""
