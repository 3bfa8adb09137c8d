"""Three languages: which one a request wants, and the sentences of refusals in it.

Refusals are written in English where they are raised, and translated where they are rendered: the English sentence is
the key of two catalogues (`refusals/ar.po` and `refusals/ckb.po` of each application and of `shared`).
"""

from shared.languages.choosing import Language, preferred
from shared.languages.tongues import ENGLISH, SHARED, SPOKEN, Tongue, Tongues, catalogue, tongues

__all__ = ["ENGLISH", "SHARED", "SPOKEN", "Language", "Tongue", "Tongues", "catalogue", "preferred", "tongues"]
