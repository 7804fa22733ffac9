"""What people see: the wallet behind a payment link, and the first page that explains the sandbox."""
