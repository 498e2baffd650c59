"""What leaves the service: gallring, exports, disclosure, snapshots."""
