"""What an applicant and an officer read of a request for disclosure, in plain Swedish."""

from typing import Final

DISCLOSURE_STATES: Final[dict[str, str]] = {
    "open": "under prövning",
    "decided": "avgjord",
    "delivered": "lämnad, kan överklagas",
    "closed": "avslutad",
    "withdrawn": "återkallad",
}
DISCLOSURE_OUTCOMES: Final[dict[str, str]] = {
    "full": "Handlingarna lämnas ut i sin helhet.",
    "partial": "Handlingarna lämnas ut, men vissa uppgifter omfattas av sekretess och är maskade.",
    "refused": "Handlingarna lämnas inte ut: alla uppgifter i dem omfattas av sekretess.",
}
DISCLOSED_FIELDS: Final[dict[str, str]] = {
    "text": "Inlägget",
    "parent": "Svar på",
    "post": "Under",
    "author": "Skrivet av",
    "permalink": "Länk",
    "external_id": "Id på plattformen",
    "reply": "Svar från myndigheten",
}
MASK_MARK: Final = "[maskat: {law}]"
APPEAL: Final = (
    "Du kan överklaga beslutet hos {court} (2 kap. 19 § tryckfrihetsförordningen, "
    "6 kap. 7 § offentlighets- och sekretesslagen).\n\n"
    "Skriv vilket beslut du överklagar, vilken ändring du vill ha och varför. Skriv ditt namn och hur vi når dig.\n\n"
    "Skicka överklagandet till {authority}, {address}. Det ska ha kommit in inom tre veckor från den dag då du fick "
    "del av beslutet. Vi prövar om det har kommit in i rätt tid och skickar det vidare till domstolen, om vi inte "
    "själva ändrar beslutet så som du begär."
)
