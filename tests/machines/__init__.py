"""The shop on many machines, and while JKOPay is away."""
