"""What is read of gallring, in plain Swedish: why something is kept, what becomes of it, the protocol."""

from typing import Final

STOPPED_NOT_REGISTERED: Final = "ännu inte fört till diariet"
STOPPED_NOT_ACKNOWLEDGED: Final = "diariet har inte kvitterat paketet: det enda exemplaret finns här"
STOPPED_PRESERVED: Final = "bevaras enligt {decisions}"
GALLRAT_HERE: Final = "även exemplaret i Lathund förstörs"
GALLRAT_THERE: Final = "exemplaret i Lathund finns kvar"

PROTOCOL: Final = """Gallringsprotokoll

Gallrat: {when}
Bekräftat av: {who}
Skäl: {reason}

Gallringsbeslut:
{rules}

Gallrade handlingar ({count}):
{rows}

Förstörda bevis (kontrollsummor):
{gone}

Undantagna, fast fristen är ute:
{kept}

Listans kontrollsumma: {digest}
"""
