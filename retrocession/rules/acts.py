"""The codes of acts: which are travel, which count as an act, which we have never heard of."""

import re
from collections.abc import Collection
from decimal import Decimal

DEFAULT_TRAVEL_ACTS = frozenset({"IK", "IKM", "IKS"})

# General practice since 22/12/2024, the older codes still seen in exports, and the acts of the on-call
# service (PDSA). Source: NGAP, convention médicale de juin 2024.
_KNOWN = """
    G GS TCG TC TE TELE C CS V VS VG VGS VL VU MEG MEP MCG MCS MCX MCI MIC MIS MSF MRT MUT MU MUC
    MD MDE MDN MDI MDD MM MN F N SNP SHE RDV RDR U APC APV APY COE COB COD COG COH CCE CCP CCX ASE IMT
    CRN CRM CRD CRS VRN VRM VRD VRS FFM FPE FDA FDC FDO FDR GMT PCX ECG ENP ALD DEQP
    K KC KMB KE SF SFI AMI AMO AMY Z PC P B ID IF IFD IFO ISD IFS
    IK IKM IKS
"""
KNOWN_ACTS = frozenset(_KNOWN.split())

# A CCAM code is four letters and three digits (DEQP003), sometimes followed by its activity, phase or
# modifiers. A key letter can carry a coefficient (K 10, AMI 4).
_CCAM = re.compile(r"[A-Z]{4}[0-9]{3}(?:[ .+/-]?[A-Z0-9]{1,4})*")
_COEFFICIENT = re.compile(r"([A-Z]{1,3}) ?[0-9]{1,3}(?:[.,][0-9]{1,2})?")


def is_travel(act: str, travel_acts: Collection[str] = DEFAULT_TRAVEL_ACTS) -> bool:
    """A travel allowance is passed on whole; the list of its codes belongs to the practice.

    Source: insurers' advice on contracts of replacement (MACSF): travel stays out of the base.
    """
    return act in travel_acts


def counts_as_act(act: str, amount: Decimal, travel_acts: Collection[str] = DEFAULT_TRAVEL_ACTS) -> int:
    """A line counts as one act, a cancellation as minus one, a travel allowance as none.

    Source: the practice's statement: « acts » are the lines other than travel.
    """
    if is_travel(act, travel_acts):
        return 0
    return -1 if amount < 0 else 1


def is_known(act: str, extra: Collection[str] = ()) -> bool:
    """A code we know, or shaped like a CCAM act or a key letter with its coefficient, raises no warning.

    Source: NGAP and CCAM (Assurance maladie). An unknown code is only a warning: codes change each year.
    """
    if act in KNOWN_ACTS or act in extra or _CCAM.fullmatch(act):
        return True
    if "+" in act:
        return all(is_known(part.strip(), extra) for part in act.split("+"))
    letter = _COEFFICIENT.fullmatch(act)
    return letter is not None and letter[1] in KNOWN_ACTS
