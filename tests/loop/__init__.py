"""The loop: labels, training, comparison, promotion, rollback, shadow, drift."""
