"""What the shop must do, fault by fault and call by call. The tests run every cell, and none is missing.

After the call, with the fault still there:

done    as if nothing had happened
told    done, and staff are told that the answer does not add up
again   JKOPay never did it, and the shop does not know: open, neither failed nor closed, its stock and money held
asked   JKOPay did it, and the shop does not know: open as well
later   a question that was not answered: nothing changes
person  JKOPay says what we never asked for: nothing changes, and staff are told
alarm   a link to a host that is not JKOPay's: as `person`, and it stays on their list, for it may be an attack
doubt   JKOPay takes back what it said: it stays done, and staff are told until it says it again
denied  JKOPay says no, and the shopper hears it
unsent  the intent could not be stored, so nothing was sent and nobody was promised anything

Then the fault goes away, whoever found nothing clicks again, and the sweeps run. Every cell ends the same (a denied one
by another try): done exactly once by JKOPay's own books, and the shop knows. What is sent again is sent with the same
bytes; where money moves, what JKOPay did unheard is found by asking and not sent again. A dash is a cell that cannot
be, and `IMPOSSIBLE` says why. `c-inq` and `c-ref` are the inquiry and the refund of a charge.
"""

MATRIX = """
                         | entry  | inquiry | refund | limited | regular | charge | c-inq   | c-ref  | detail | cancel
                         -- not sent
connection refused       | again  | later   | again  | again   | again   | again  | later   | again  | later  | again
no such name             | again  | later   | again  | again   | again   | again  | later   | again  | later  | again
no TLS there             | again  | later   | again  | again   | again   | again  | later   | again  | later  | again
certificate not trusted  | again  | later   | again  | again   | again   | again  | later   | again  | later  | again
                         -- silent
half-open                | again  | later   | again  | again   | again   | again  | later   | again  | later  | again
silent before processing | again  | later   | again  | again   | again   | again  | later   | again  | later  | again
silent after processing  | asked  | later   | asked  | asked   | asked   | asked  | later   | asked  | later  | asked
reset before processing  | again  | later   | again  | again   | again   | again  | later   | again  | later  | again
reset after processing   | asked  | later   | asked  | asked   | asked   | asked  | later   | asked  | later  | asked
reset in the answer      | asked  | later   | asked  | asked   | asked   | asked  | later   | asked  | later  | asked
closed in the answer     | asked  | later   | asked  | asked   | asked   | asked  | later   | asked  | later  | asked
a byte at a time         | asked  | later   | asked  | asked   | asked   | asked  | later   | asked  | later  | asked
late, before we ask      | again  | later   | again  | again   | again   | again  | later   | again  | later  | again
late, after all is done  | again  | later   | again  | again   | again   | again  | later   | again  | later  | again
                         -- slow, and whole
closed after the answer  | done   | done    | done   | done    | done    | done   | done    | done   | done   | done
latency                  | done   | done    | done   | done    | done    | done   | done    | done   | done   | done
answer in slices         | done   | done    | done   | done    | done    | done   | done    | done   | done   | done
                         -- no answer of JKOPay's
500                      | again  | later   | again  | again   | again   | again  | later   | again  | later  | again
503 after processing     | asked  | later   | asked  | asked   | asked   | asked  | later   | asked  | later  | asked
429                      | again  | later   | again  | again   | again   | again  | later   | again  | later  | again
302                      | again  | later   | again  | again   | again   | again  | later   | again  | later  | again
308 with an answer       | again  | later   | again  | again   | again   | again  | later   | again  | later  | again
401                      | again  | later   | again  | again   | again   | again  | later   | again  | later  | again
999                      | again  | later   | again  | again   | again   | again  | later   | again  | later  | again
999 after processing     | asked  | later   | asked  | asked   | asked   | asked  | later   | asked  | later  | asked
                         -- bytes that are no answer
cut JSON                 | asked  | later   | asked  | asked   | asked   | asked  | later   | asked  | later  | asked
HTML                     | asked  | later   | asked  | asked   | asked   | asked  | later   | asked  | later  | asked
nothing                  | asked  | later   | asked  | asked   | asked   | asked  | later   | asked  | later  | asked
wrong types              | asked  | later   | asked  | asked   | asked   | asked  | later   | asked  | later  | asked
no result                | asked  | later   | asked  | asked   | asked   | asked  | later   | asked  | later  | asked
an undocumented result   | asked  | later   | asked  | asked   | asked   | asked  | later   | asked  | later  | asked
duplicate keys           | asked  | later   | asked  | asked   | asked   | asked  | later   | asked  | later  | asked
NaN                      | asked  | later   | asked  | asked   | asked   | asked  | later   | asked  | later  | asked
UTF-16                   | asked  | later   | asked  | asked   | asked   | asked  | later   | asked  | later  | asked
10 MB                    | asked  | later   | asked  | asked   | asked   | asked  | later   | asked  | later  | asked
gzip bomb                | asked  | later   | asked  | asked   | asked   | asked  | later   | asked  | later  | asked
                         -- answers about something else
id omitted               | asked  | later   | done   | asked   | asked   | asked  | later   | done   | later  | -
another id               | alarm  | later   | -      | alarm   | alarm   | asked  | later   | -      | later  | -
id added                 | -      | done    | -      | -       | -       | -      | done    | -      | -      | -
id repeated              | -      | done    | -      | -       | -       | -      | done    | -      | -      | -
id contradicted          | -      | person  | -      | -       | -       | -      | person  | -      | -      | -
ids reordered            | -      | done    | -      | -       | -       | -      | -       | -      | -      | -
                         -- answers that say something else
amount + 1               | -      | person  | told   | -       | -       | person | person  | told   | person | -
amount - 1               | -      | person  | told   | -       | -       | person | person  | told   | person | -
amount in １０           | asked  | person  | asked  | asked   | asked   | asked  | person  | asked  | later  | -
amount as 1e1            | asked  | person  | asked  | asked   | asked   | asked  | person  | asked  | later  | -
another currency         | -      | person  | -      | -       | -       | person | person  | -      | person | -
101 for what is paid     | -      | later   | -      | -       | -       | asked  | later   | -      | later  | -
0, then 101              | -      | done    | -      | -       | -       | -      | done    | -      | doubt  | -
an unknown status        | -      | person  | -      | -       | -       | asked  | person  | -      | person | -
                         -- our own database
locked before sending    | unsent | later   | unsent | unsent  | unsent  | unsent | later   | unsent | later  | unsent
gone before sending      | unsent | later   | unsent | unsent  | unsent  | unsent | later   | unsent | later  | unsent
disk full before sending | unsent | later   | unsent | unsent  | unsent  | unsent | later   | unsent | later  | unsent
locked after sending     | asked  | later   | asked  | asked   | asked   | asked  | later   | asked  | later  | asked
gone after sending       | asked  | later   | asked  | asked   | asked   | asked  | later   | asked  | later  | asked
disk full after sending  | asked  | later   | asked  | asked   | asked   | asked  | later   | asked  | later  | asked
                         -- clocks
our clock an hour slow   | denied | done    | done   | done    | done    | done   | done    | done   | done   | done
our clock an hour fast   | done   | done    | done   | done    | done    | done   | done    | done   | done   | done
clocks jump back an hour | done   | done    | done   | done    | done    | done   | done    | done   | done   | done
                         -- the sandbox's own faults
sandbox: timeout_before  | again  | later   | again  | again   | again   | again  | later   | again  | later  | again
sandbox: timeout_after   | asked  | later   | asked  | asked   | asked   | asked  | later   | asked  | later  | asked
sandbox: http_500        | again  | later   | again  | again   | again   | again  | later   | again  | later  | again
sandbox: http_302        | again  | later   | again  | again   | again   | again  | later   | again  | later  | again
sandbox: bad_json        | asked  | done    | asked  | asked   | asked   | asked  | later   | asked  | later  | asked
sandbox: wrong_type      | asked  | done    | asked  | asked   | asked   | asked  | later   | asked  | later  | asked
sandbox: reset           | asked  | later   | asked  | asked   | asked   | asked  | later   | asked  | later  | asked
sandbox: slow            | done   | done    | done   | done    | done    | done   | done    | done   | done   | done
sandbox: huge            | asked  | done    | asked  | asked   | asked   | asked  | later   | asked  | later  | asked
"""

_LINKS = ("entry", "limited", "regular")
_REFUNDS = ("refund", "c-ref")
_ONE = (*_LINKS, *_REFUNDS, "charge", "detail", "cancel")

IMPOSSIBLE = (
    (("id omitted", "another id"), ("cancel",), "the answer to a cancellation is 000 and nothing else"),
    (("another id",), _REFUNDS, "refund_tradeNo is JKOPay's to give: there is nothing to compare it with"),
    (("id added", "id repeated", "id contradicted", "ids reordered"), _ONE, "the answer is no list"),
    (("ids reordered",), ("c-inq",), "charges are asked about one by one"),
    (
        ("amount + 1", "amount - 1"),
        _LINKS,
        "the answer holds no amount but the seconds of the QR, where one is nothing",
    ),
    (("another currency",), (*_LINKS, *_REFUNDS), "the answer names no currency"),
    (("101 for what is paid", "an unknown status"), (*_LINKS, *_REFUNDS), "the answer has no status"),
    (("0, then 101",), (*_LINKS, *_REFUNDS, "charge", "cancel"), "it is never asked for again once it is answered"),
    (
        ("amount + 1", "amount - 1", "amount in １０", "amount as 1e1", "another currency"),
        ("cancel",),
        "the answer to a cancellation is 000 and nothing else",
    ),
    (
        ("101 for what is paid", "an unknown status"),
        ("cancel",),
        "the answer to a cancellation is 000 and nothing else",
    ),
)


def read_matrix(text: str) -> list[tuple[str, str, str]]:
    """Every cell of a table as fault, column, word. Lines that begin a group (`--`) only order it."""
    head, *lines = [line for line in text.strip("\n").splitlines() if not line.strip().startswith("--")]
    columns = [column.strip() for column in head.split("|")[1:]]
    cells = []
    for line in lines:
        fault, *words = (cell.strip() for cell in line.split("|"))
        cells += [(fault, column, word) for column, word in zip(columns, words, strict=True)]
    return cells
