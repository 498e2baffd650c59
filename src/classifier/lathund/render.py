"""A profile in words: the lathund as a table, and the house rules that a municipality publishes (R76)."""

from classifier.lathund.profile import Profile, StepCode
from classifier.taxonomy import SWEDISH, LathundRow


def lathund_table(profile: Profile) -> list[tuple[str, str, str, str]]:
    """Return (row, comment, steps, gallring) for the five rows, in Swedish."""
    table = []
    for name in LathundRow:
        row = profile.rows[name]
        steps = "\n".join(f"{i}. {s.text}{'' if s.required else ' (vid behov)'}" for i, s in enumerate(row.steps, 1))
        gallring = f"Plattformen: {row.gallring_platform}. Diariet: {row.gallring_diarium}."
        table.append((name.value, SWEDISH[name], steps, gallring))
    return table


def house_rules(profile: Profile) -> str:
    """Return the published rules of the comment field, generated from the profile."""
    removal = {
        "hide": "döljs och kan gallras från det sociala mediet",
        "remove": "tas bort",
        "delete": "raderas",
        "unpublish_or_delete": "avpubliceras eller raderas",
    }[profile.removal]
    bullets = "\n".join(f"- {rule}" for rule in dict.fromkeys(f.house_rule for f in profile.forbidden))
    informed = StepCode.INFORM_AUTHOR in {s.code for s in profile.rows[LathundRow.L5].steps}
    lines = [
        f"# Regler för kommentarer hos {profile.name}",
        "",
        "Välkommen att kommentera, fråga och tycka. Kritik är tillåten och tas inte bort.",
        "",
        "Det här får inte förekomma:",
        "",
        bullets,
        "- hot eller uppmaningar till våld",
        "",
        f"Kommentarer som bryter mot reglerna {removal}.",
        "En namngiven person fattar beslutet; inget raderas automatiskt.",
        "Den som har skrivit får veta varför." if informed else "Fråga oss gärna om du undrar över ett beslut.",
        "",
        "Allt som skrivs här blir allmän handling och kan lämnas ut. Skriv inte personuppgifter eller sådant som",
        "rör ett eget ärende: kontakta oss i stället direkt.",
        "",
        "Mår du dåligt eller är orolig för någon? Ring 112 vid fara för liv. Självmordslinjen 90101,",
        "Hjälplinjen 90390, Bris 116 111 (för dig under 18).",
        "",
        f"Reglerna bygger på {profile.source.title} ({profile.version}).",
    ]
    return "\n".join(lines) + "\n"
