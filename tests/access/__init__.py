"""Who may come in, alarms, and the register of accounts."""
