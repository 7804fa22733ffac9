"""Sentences for the shopper that several codes share."""

from app.payment_errors.marking import mark as _l

OURS = _l("The mistake is on our side, not yours. We have been told and look after it.")
CHOOSE_ANOTHER = _l("Please choose another card or account in the JKOPay app and pay again.")
ASK_THE_BANK = _l("Please ask your bank about this card or account, or choose another one in the JKOPay app.")
ASK_JKOPAY = _l("Please ask JKOPay's customer service about your account, or pay another way.")
WE_WRITE = _l("You need not do anything. We look into it and write to you.")
CORRECT_ADDRESS = _l("Please correct the delivery address of your order and pay again.")
CORRECT_CARD = _l("Please correct the card's details in the JKOPay app, or pay with another card.")
