"""The shop's use cases, one a file. Only services commit, and no transaction is open during a call to JKOPay."""
