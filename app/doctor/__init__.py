"""The onboarding doctor: looks at a shop as it is set up, names what is wrong, why it matters and how to mend it.

No Flask: the command, `python -m app.doctor` and the admin's page show the same findings. Sentences are kept in
English, the key of their translation.
"""

from app.doctor.check import STATE_WORDS, Finding, State
from app.doctor.examination import examine
from app.doctor.first_steps import FirstStep, Step, find_first_steps
from app.doctor.patient import Patient
from app.doctor.self_call import prove

__all__ = [
    "STATE_WORDS",
    "Finding",
    "FirstStep",
    "Patient",
    "State",
    "Step",
    "examine",
    "find_first_steps",
    "prove",
]
