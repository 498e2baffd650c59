# ruff: noqa: E501 (patterns)
"""E-mail, profile links and handles, IP addresses. Public mailboxes and pages are left alone."""

import ipaddress
from collections.abc import Iterator
from typing import Final

import regex

from classifier.rules.identifiers.cues import Cues
from classifier.rules.identifiers.kinds import Kind
from classifier.rules.identifiers.numbers import Hit
from classifier.rules.identifiers.public import PublicContacts

_TLD: Final = (
    r"(?:com|org|net|info|con|edu|gov|biz|name|online|shop|club|example|test|app|dev|blog|live|email|[a-z]{2})"
)
_DOT: Final = r"[ ]?(?:\.{1,2}|[(\[{]?(?:punkt|pkt|dot|prick|\.)[)\]}]?)[ ]?"
_PROVIDER: Final = (
    r"(?:gmail|hotmail|outlook|live|yahoo|icloud|telia|protonmail|proton|spray|comhem|bredband2?|msn|home)"
)
_AT: Final = (
    r"(?:[ ]?@[ ]?|[ ]?[©®ⓐ][ ]?|[ ]?[(\[{<*_/|\"'-][ ]?(?:at|a|alfa|snabel-?[ ]?a|snabelat|@|ä?tt?)[ ]?[)\]}>*_/|\"'-][ ]?"
    r"|[ ]?(?:snabel-?[ ]?a|a-?snabel|snabelat|snabeln|snabel|kanelbulle|alfakrull|alfasnabel|apsvans|krullalfa)n?[ ]?"
    rf"|[ ](?:at|ätt?|alfa|kringla)[ ](?=[\p{{L}}\d-]{{2,40}}(?:{_DOT}[\p{{L}}\d-]{{2,40}})?{_DOT}{_TLD}\b|{_PROVIDER}[ ]com\b))"
)
_LOCAL: Final = r"[\p{L}\d](?:[\p{L}\d._%+-]|[ ](?:punkt|dot|understreck|bindestreck|streck)[ ]){0,64}"
_NO_MORE: Final = rf"(?![\p{{L}}\d-]|\.\d|\.{_TLD}(?!\p{{L}})|\.[\p{{L}}\d-]+\.[\p{{L}}\d])"
_EMAIL: Final = regex.compile(
    rf"(?<![\w.+%@-])(?P<local>{_LOCAL}){_AT}"
    rf"(?P<domain>[\p{{L}}\d-]{{1,60}}(?:{_DOT}[\p{{L}}\d-]{{1,60}}){{0,3}}?{_DOT}{_TLD}{_NO_MORE}"
    rf"|[\p{{L}}\d-]{{2,60}},[ ]?(?:se|com|nu|net|org|no|fi|dk){_NO_MORE}|{_PROVIDER}(?:[ ](?:com|se))?{_NO_MORE})"
)
_LETTER_BY_LETTER: Final = regex.compile(
    r"(?<!(?<!\w)\w[ ])(?<!\w)[\p{L}\d](?:[ ][\p{L}\d._-]){2,40}[ ]@(?:[ ][\p{L}\d-]){1,40}[ ]\.[ ][a-z](?:[ ][a-z]){1,2}(?!\w)"
)
"""`a n n a @ e x e m p e l . s e`: every sign by itself."""
AT_SIGNS: Final = (
    *(
        "@",
        "©",
        "®",
        "(at",
        "[at",
        "{at",
        "<at",
        "-at",
        "_at",
        "*at",
        "/at",
        "(a)",
        "[a]",
        "{a}",
        "<a>",
        "(ä",
        "[ä",
        "( a",
        "( ä",
    ),
    *('"at', "'at", "(alfa", "[alfa", " alfa ", " kringla "),
    *(" at ", " ät ", " ätt ", "snabel", "kanelbulle", "alfakrull", "krullalfa", "apsvans"),
)
"""Without any of these there is no mail address."""
_COMMON_ENDS: Final = (".se", ".com", ".example", ".org", ".net")
_PLACEHOLDERS: Final = frozenset(
    "namn förnamn.efternamn fornamn.efternamn dittnamn ditt.namn mail epost e-post".split()
)
_PLACEHOLDER_DOMAINS: Final = ("domän.", "doman.", "domain.", "företag.", "foretag.", "företaget.", "foretaget.")
"""`namn@domän.se`: what shows how an address is written."""
_SPELLED_SIGNS: Final = regex.compile(r"[ ]?[(\[{]?(?:punkt|dot|prick)[)\]}]?[ ]?")
_PROFILE: Final = regex.compile(
    r"(?:https?://)?(?:[a-z-]{1,6}\.)?"
    r"(?:(?:facebook|fb|instagram|twitter|x|tiktok|snapchat|threads|vk|flashback|reddit|ratsit|hitta|mrkoll|merinfo|birthday"
    r"|vinted|linkedin|youtube|twitch|soundcloud|flickr|strava|onlyfans|ask|kik|discord|steamcommunity|github"
    r"|pinterest|spotify|bsky|tumblr|snapchat|tradera|blocket|mastodon|patreon|medium|linktr|about|deviantart|chess|duolingo"
    r")\.(?:com|se|net|tv|fm|me|org|gg|app|ee|social)|fb\.me|m\.me|t\.me|wa\.me|discord\.gg)/(?P<path>[^\s<>\"')\]]{2,200})"
    r"|(?<![\w.-])[a-z\d-]+(?:\.[a-z\d-]+){1,3}/(?P<path>@[a-z][\w.åäö-]{2,40})"
)
"""A link to a page of somebody; any host where what follows is a handle (`mastodon.example/@lisa`)."""
_SITE_PAGES: Final = regex.compile(
    r"^(?:groups?(?!/\w+/user)|events?|watch|sharer?|photo|permalink|story|stories|reels?|reel|hashtag|explore|search|status|company"
    r"|school|jobs|feed|channel|playlist|shorts|live|help|policies|legal|privacy|business|ads|marketplace|pages|places"
    r"|playlist|track|album|artist|annons(?:er)?|annonser|pin|games?|items?|catalog|home|login|oauth|gaming|directory|embed|videos?|sok|foretag|kartor|karta|vagbeskrivning)(?:[/?.]|$)|^[prict](?:[/?]|$)"
)
_PUBLIC_PAGE: Final = regex.compile(
    r"kommun|region|polisen|myndighet|skola|bibliotek|svt|sverigesradio|riksdag|regering|partiet|socialdemokrat|moderat"
    r"|centerpart|miljopart|vansterpart|sverigedemokrat|liberalerna|nyheter|tidning|bladet|krisinformation|(?<!\d)1177(?!\d)|forening|museum"
    r"|simhall|badhus|raddning|brandk[aå]r|kyrka|church|official|sverige|sweden|stad\b|staden|verket|fritids|ungdom|^@?p[1-4][a-zåäö]+$"
)
_SERVICES: Final = ("instagram", "insta", "ig", "snapchat", "snap", "tiktok", "discord", "kik", "twitter", "threads")
_SERVICE: Final = (
    r"instagram|insta|ig|snapchat|snapen|snappen|snap|tiktok|tik tok|discord|kik|telegram|twitter|threads|steam|psn"
    r"|skype|onlyfans|roblox|minecraft|fortnite"
)
_OTHER_SERVICE: Final = (
    r"twitch|reddit|flashback|xbox|gamertag|bereal|bluesky|mastodon|facebook|fejan|fb|messenger|vinted|blocket|tradera|tinder"
    r"|badoo|grindr|hinge|strava|pinterest|signal|spotify|youtube|sc|dc|yubo|familjeliv|nick|nicket|användarnamn|användarnamnet"
)
"""Words that often stand before others than handles: what follows must hold a digit or an underscore."""
SERVICE_HINTS: Final = (
    *({*_SERVICE.split("|"), *_OTHER_SERVICE.split("|")} - {"ig", "sc", "dc", "fb"}),
    *(" ig ", " ig:", "ig-", " sc ", " sc:", "dc ", "fb ", "fb:", "fb-"),
)
"""Without any of these no handle is told with its service."""
_BETWEEN: Final = (
    r"(?:heter|är|e|hon|han|hen|jag|på|där|som|namn|namnet|nick|nicket|add|adda|mig|då|kallar|kallas|sig|under|finns|konto|kontot"
    r"|profil|profilen|användare|användaren|användarnamn|användarnamnet|säljaren|köparen|id|tagg|live)"
)
_HANDLE: Final = regex.compile(
    rf"(?<![\w@.])(?:{_SERVICE})(?:et|en|ens|namn|konto|kontot)?"
    rf"[ ]?(?:{_BETWEEN}(?!\w)|[ :=,-]){{0,8}}"
    r"[ ]?(?P<handle>(?:live:)?@?[a-zåäö][\wåäö]*(?:[._-]?[\wåäö]+){0,4}(?:#\d{4})?)"
    rf"|(?<![\w@./-])(?:{_OTHER_SERVICE})(?:et|en|ens|namn|konto|kontot|kanal|kanalen|profil)?"
    rf"(?:[ ]?(?:{_BETWEEN}(?!\w)|[ :=,-])){{1,8}}"
    r"[ ]?(?P<handle>@?(?=[\w.åäö-]*[_\d])[a-zåäö]{3}[\wåäö]*(?:[._-]?[\wåäö]+){0,4}(?:#\d{4})?)(?![\w-])"
)
_NAMESPACED: Final = regex.compile(
    r"(?<![\w@.])(?:[a-z][\w-]{2,40}\.bsky\.social|(?<![\w/])/?u/[a-z][\w-]{2,30})(?![\w/])"
)
"""`lisa.bsky.social`, `u/lisa` (Reddit)."""
_TOLD_AFTER: Final = regex.compile(
    rf"(?<![\w@.])(?P<handle>@[a-zåäö][\w.åäö]{{2,39}}(?<![.]))[ ]?(?:[,(]?[ ]?(?:på|i|finns på|heter jag på|via)[ ](?:min |mitt |hans |hennes )?|[(])(?:{_SERVICE}|{_OTHER_SERVICE})(?!\w)"
)
"""`@lisa.k på insta`: the service after the handle."""
_MENTION: Final = regex.compile(
    r"(?<![\w.@])(?P<handle>@[a-z][\w.-]{1,30}@[a-z\d-]+(?:\.[a-z\d-]+){1,3})(?!\w)|(?<![\w.@])(?P<handle>@(?=[a-zåäö\d.-]*[_\d]|[a-zåäö]+[.][a-zåäö])[a-zåäö][\wåäö.-]{2,39})(?<![.-])"
    r"|(?<!\w)(?:kontot|konto|profilen|användaren|användarnamnet)[ ](?:heter |är |som heter )?(?P<handle>@[a-zåäö][\w.åäö]{2,39})(?<![.])"
)
"""`@lisa_k95`: a handle that is no word, or one that is called an account."""
_NAMED_AFTER: Final = regex.compile(
    rf"(?<![\w@.])(?P<handle>[a-zåäö](?=[\wåäö.]*[\d_.])[\wåäö]*(?:[._][\wåäö]+){{0,4}})[ ]?[,(]?[ ]?(?:på|i|via)[ ](?:min |mitt |hans |hennes )?(?:{_SERVICE})(?!\w)"
    rf"|(?:på|via)[ ](?:min |hans |hennes )?(?:{_SERVICE})(?:en|et)?[ ][(](?P<handle>@?[a-zåäö][\w.åäö]{{3,39}})[)]"
)
"""`mackan_drip på insta`, `på snap (wille.06)`."""
_CLUB_END: Final = regex.compile(r"s?(?:gif|aif|ibk|if|ik|bk|ff|fk|fc|hk|sk)$")
_HANDLE_SHAPE: Final = regex.compile(r"@|\d|_|[a-z]\.[a-z]")
_IPV4: Final = regex.compile(r"(?<![\w.])(?<![\d)o][-–/ _]{1,3})\d{1,3}(?:(?:\.|\[\.\]|\(\.\))\d{1,3}){3}(?![\w]|\.\d)")
_IPV4_SPACED: Final = regex.compile(r"(?<![\w.,])(?:1?\d{2}|2[0-4]\d|25[0-5])(?:[ ]\.[ ]\d{1,3}){3}(?![ ]?[.\w]\d)")
_IPV4_SPOKEN: Final = regex.compile(
    r"(?<![\w.])\d{1,3}(?:(?:[ ]?(?:punkt|dot|prick|[,.-])[ ]?|[ ])\d{1,3}){3}(?![\w]|[.,]\d)"
)
_IPV6: Final = regex.compile(r"(?<![\w:])[\da-f]{0,4}(?::[\da-f]{0,4}){2,7}(?![\w:])")
_PUBLIC_DNS: Final = frozenset({"8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1", "9.9.9.9"})


def find_mail(text: str, public: PublicContacts) -> Iterator[Hit]:
    """Yield mail addresses, also spelled out; those of authorities and roles as nobody's."""
    if not any(sign in text for sign in AT_SIGNS):
        return
    for match in _LETTER_BY_LETTER.finditer(text):
        local, _, domain = match.group().replace(" ", "").partition("@")
        yield None if public.mail(local, domain) else Kind.EMAIL, *match.span()
    for match in _EMAIL.finditer(text):
        local = _SPELLED_SIGNS.sub(".", match["local"]).strip()
        domain = _SPELLED_SIGNS.sub(".", match["domain"]).replace(" ", "")
        domain = regex.sub(r"\.{2,}", ".", domain)
        mention = " @" in match.group() and "@ " not in match.group()
        if local in _PLACEHOLDERS and domain.startswith(_PLACEHOLDER_DOMAINS):
            continue
        if mention and (match["local"].endswith(_SERVICES) or not domain.endswith(_COMMON_ENDS)):
            continue  # `Följ @sida.nu`
        yield None if public.mail(local, domain) else Kind.EMAIL, *match.span()


def find_profiles(text: str, public: PublicContacts, *, told: bool = True) -> Iterator[Hit]:
    """Yield links to private profiles and handles told with the name of the service (`told`: one is named)."""
    if "/" in text:
        for match in _PROFILE.finditer(text):
            path = match["path"].rstrip(".,!?;:…")
            end = match.start("path") + len(path)
            if not _SITE_PAGES.match(path) and not _PUBLIC_PAGE.search(path) and not public.page(path):
                yield Kind.PROFILE, match.start(), end
            else:
                yield None, match.start(), end
    if "@" in text:
        for match in _TOLD_AFTER.finditer(text):
            if not of_the_public(match["handle"], public):
                yield Kind.PROFILE, *match.span("handle")
        for match in _MENTION.finditer(text):
            if not of_the_public(match["handle"], public):
                yield Kind.PROFILE, *match.span("handle")
    if "bsky." in text or "u/" in text:
        for match in _NAMESPACED.finditer(text):
            yield Kind.PROFILE, *match.span()
    if not told:
        return
    for match in _NAMED_AFTER.finditer(text) if "på " in text or "via " in text or " i " in text else ():
        if (
            len(match["handle"]) >= 4
            and _HANDLE_SHAPE.search(match["handle"])
            and not of_the_public(match["handle"], public)
        ):
            yield Kind.PROFILE, *match.span("handle")
    for match in _HANDLE.finditer(text):
        handle = match["handle"]
        if len(handle) >= 4 and _HANDLE_SHAPE.search(handle) and not of_the_public(handle, public):
            yield Kind.PROFILE, *match.span("handle")


def of_the_public(handle: str, public: PublicContacts) -> bool:
    """Tell whether a handle is an authority's, a newsroom's, or a club's that is called after a municipality."""
    return _PUBLIC_PAGE.search(handle) is not None or public.page(_CLUB_END.sub("", handle))


def find_ips(text: str, cues: Cues) -> Iterator[Hit]:
    """Yield IP addresses of the public net; those of a home router or a name server are nobody's."""
    for match in _IPV4_SPOKEN.finditer(text):
        parts = regex.findall(r"\d+", match.group())
        if all(int(p) < 256 for p in parts) and cues.near("ip", match.start(), match.end(), 30):
            address = ipaddress.ip_address(".".join(str(int(p)) for p in parts))
            yield Kind.IP if _somebodys(address) else None, *match.span()
    for pattern in (_IPV4, _IPV4_SPACED, _IPV6):
        for match in pattern.finditer(text):
            try:
                address = ipaddress.ip_address(match.group().replace("[.]", ".").replace("(.)", ".").replace(" ", ""))
            except ValueError:
                continue
            small = all(part.isdigit() and int(part) < 20 for part in match.group().split("."))
            told = not small or cues.near("ip", match.start(), match.end(), 40)
            if told and _somebodys(address) and not cues.before("own_ip", match.start(), 20):
                yield Kind.IP, *match.span()
            else:
                yield None, *match.span()


def _somebodys(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if address.is_loopback or address.is_link_local or address.is_multicast or address.is_unspecified:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        return len(address.compressed) > 6
    local = any(
        address in ipaddress.ip_network(n) for n in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "0.0.0.0/8")
    )
    return not local and str(address) not in _PUBLIC_DNS and not str(address).startswith("255.")
