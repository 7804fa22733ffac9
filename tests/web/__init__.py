"""The shop as browsers and JKOPay reach it, over real HTTP."""
