"""Names beside words: what bears a person's name, or looks like one, is left; whoever is called so is masked.

Each line stands for a kind: places, firms, goods, figures, months, plants, authorities, slips, other languages.
"""

import pytest

from classifier.masking import Masker
from classifier.rules.identifiers import all_identifiers
from classifier.text import default_normalizer
from tests.test_masking import shipped

NOBODY = """
Förskolan Linden har fått nya gungor
Violen och Blåsippan slås ihop till hösten
Ska Kvarteret Gustav verkligen bli sju våningar?
När ska Villa Astrid öppna för besökare igen
Sofiakyrkan behöver nytt tak
Sofia kyrka behöver nytt tak
Hedvigslund har fått egen busshållplats
Vi åker till Margretelund varje sommar, det är fint där
bussen till Karlslund går aldrig i tid
Emmas Bageri har godaste bullarna
Lindströms El gjorde ett uselt jobb på skolan
Jönssons Bygg & Fastighet AB vann, som vanligt
Kommunen köpte tjugo Volvo Duett till museet, skämt åsido
Den nya Toyota Yaris som hemtjänsten kör är för liten
Saab Gripen över badplatsen, barnen skrek
Renault Zoe, Kia Niro och Tesla i hela kommunflottan
Kommunens robotgräsklippare Husqvarna Automover går dygnet runt
köp in fler Lenovo Thinkpad, de här datorerna är usla
Alexa, sätt på plogbilen
Marabou på rean på Maxi, spring
Felix korv i matsalen varje onsdag
Gunnars Livs har lagts ner, nu får vi åka tre mil
Systrarna på Solbacken gör ett fantastiskt jobb
tänk om Palme fick se det här
Erlander byggde landet, ni river det
Gustav Vasa hade skidat fortare än bussen kör
Kung Karl XII dog snabbare än ert bygglovsärende
inte ens Einstein förstår den här detaljplanen
Karlsson på taket hade skottat bättre
Emil i Lönneberga hade gjort mindre skada än byggnadsnämnden
vad skulle Astrid Lindgren sagt om skolan
Pippi Långstrump på teatern var underbar, tack kulturskolan!
Sanna mina ord, det blir ingen bro
Maja Gräddnos är större än det hål ni kallar parkering
linda in det bäst ni vill
Sten på sten bygger man hus, men inte här
Björnen är tillbaka vid skolan
En varg sågs vid Ekeby
ek och ask fälls längs ån
Rönn, hägg och sälg ska bort
lilja och viol i rabatten, fint
Ros till personalen på tippen!
ros till vaktmästaren på Björkskolan
Maj blev juni och ingen svarade
i april lovade ni svar i augusti
August är den bästa månaden, sa min lärobok på tyska
Hej! Jag vill veta när simhallen öppnar.
Stig in på kommunhuset och ta en kölapp
stig på bussen i tid
Ta dag för dag, säger de
Dag ett: ingen snöröjning. Dag två: samma sak.
Sol ute, snö inne. Er ventilation är knäpp
My och ny är grekiska bokstäver
Bo i kommunen? aldrig
Bo kvar hemma är kommunens motto
Liv och rörelse i centrum, äntligen
Frid på jorden och snö på vägen
Vilda djur på skolgården, älg alltså
Ville bara säga att biblioteket är toppen
Ulvsunda har fler lampor än hela vår kommun
Hammarby vann, polisen stod i Älvsjö
Kommunstyrelsens ordförande har inte svarat
Socialdemokraterna och Moderaterna röstar lika
Miljöpartiets motion om laddstolpar var bra
Sverigedemokraterna, Liberalerna och Centern, samma skrot
Vänsterpartiet kräver fri kollektivtrafik, bra
Västtrafik, SJ och Trafikverket skyller på varandra
Ring Försäkringskassan så får du vänta
fråga Skatteverket istället
Enligt Svenska Kyrkan kostar det 400 kr
Svenska Dagbladet skrev om vår kommun igår
Aftonbladet Expressen och Dagens Nyheter, ingen bryr sig om oss
lokaltidningen Alingsås Kuriren har lagt ner
Systemet Treserva krånglar igen
Journalsystemet Cosmic är en katastrof
Lärplattformen Unikum går inte att logga in i
Appen Edlevo kraschar på min Samsung Galaxy
Vi har använt Google Classroom sen 2019 och det funkar
Microsoft Teams igen, varför inte Zoom
Minecraft och Fortnite, det är allt de gör på fritids
Har ni sett Bonusfamiljen? Så är det här
Serien Solsidan är inspelad i Saltsjöbaden
Filmen Ronja Rövardotter visas på biblioteket på lördag
Låten Sara av Bob Dylan spelades på invigningen
operan Carmen i folkets hus, slutsålt på en timme
Musikalen Kristina från Duvemåla kommer hit, otroligt
Stormen Gudrun fällde skogen, ni fäller resten
Stormen Hans tog bron
Orkanen Ivar, Stormen Per och nu Stormen Babet, och ingen beredskap
M/S Elfkungen ligger still hela sommaren
Färjan Vaxholm III är inställd
tåget Sigrid går inte längre hit
Radhusen på Annelundsgatan har fått nya tak
Karl Gustavsgatan är ett månlandskap
Olof Palmes plats borde snöröjas
Nils Ericson-terminalen är närmsta bytet
Drottning Kristinas väg är oplogad
Sankt Lars kapell har ny orgel
S:t Eriks ögonsjukhus har kortare kö
Sahlgrenska har längre kö
på Karolinska fick vi hjälp direkt
Anna Whitlocks gymnasium har riktig matsal
Tycho Braheskolan är bra förebild
Maria Nyman-stipendiet har ni glömt att utlysa
Gustaf Frödings stig är full av löv
Selma Lagerlöfs torg i Göteborg har fler bänkar
Ebba Grön spelade på festivalen, skitbra
Kent och Gyllene Tider i högtalarna på isbanan, toppen
ABBA på äldreboendet igen
Lena Philipsson-låtar hela kvällen från festplatsen
Roxette borde få en staty här också
Vi vill ha Zlatan-bana på skolan
Läs Kafka så förstår ni bygglovsprocessen
Orwell hade rätt
1984 av Orwell är ingen manual
Moses väntade i fyrtio år, vi väntar på cykelbana
Judas fick mer betalt
Luther hade spikat upp det på kommunhuset
Matteus 25:40, läs den innan ni skär i socialtjänsten
Johannes 3:16 på en banderoll över gatan, måste det vara så
Sankta Lucia, ljusklara hägring, och så noll i gatubelysning
Luciatåget gick vilse i mörkret
Alla hjärtans dag på äldreboendet var mysig
Mors dag firas inte i kommunens kalender?
medelsvensson har inte råd
Svenne Banan sitter i nämnden
Lule älv och Ume älv har mer vatten än vårt bad
Klarälven svämmar över igen
Viskan, Nissan och Lagan är bruna allihop
sjön Ellen är igenvuxen
Erken, Mälaren och Vänern, alla algblommar
Berga, Lina och Hovsjö är bortglömda områden
I Ronna och Geneta fungerar sophämtningen
Fisksätra, Orminge och Nacka strand får allt
Sala silvergruva är ett bättre utflyktsmål
Från Åsa till Kungsbacka tar tåget 12 minuter
mellan Ed och Dals Långed finns ingen buss
Eda kommun har lägre skatt
Bergs kommun plogar bättre
Kil, Grums och Säffle har simhall
Ni lovade asfalt till Björneborg i tre val
Vi i Annerstad, Hallaryd och Traryd betalar också skatt
Norrmalm, Östermalm och Vasastan får bänkar, vi får betongsuggor
Fritidsgården Lyktan stänger kl 20
Familjecentralen Snäckan har underbar personal
Hemtjänstgruppen Ängen gör sitt bästa
Avdelning Solrosen saknar vikarier
Grupprum Selma är alltid bokat
konferensrum Astrid och Selma på plan 2 är utan luft
Skolan har valt Bingel och Elevspel, varför
Nytt kök från Ballingslöv i kommunhuset, 2 miljoner
Lampor från Fagerhult som slocknar efter en månad
pumpen från Flygt är sönder igen
hissen Kone B2 står still
Sopbilen Scania G450 tutar 05.30
Kopiatorn Ricoh MP 4055 äter papper
fläkten Systemair k 315 väsnas
Dell Latitude 5420 till alla elever, jo tack
Nokia 3310 höll längre än era elevdatorer
WordPress, SiteVision eller vad ni nu har, det är trasigt
komun är dålig på att svara
kommunnen svarar inte på mejl
varfor ar det sa daligt plogat
skolmaten är äcklig å kall
asså va fan gatan e som en isbana
jävla skitväder å ingen sandning
hoppas ni läser detta
sanda backen för guds skull
maila mig inte mer reklam
faran för halka är stor
mirakel att nån överlevde korsningen
magasinet på biblioteket är stängt
the swimming pool is always closed, why?
please fix the road, love from a tired driver
thank you for the library and the kind staff
Warum ist das Schwimmbad geschlossen?
Hvorfor er svømmehallen stengt hver mandag?
Miksi uimahalli on kiinni?
Dlaczego basen jest zamknięty?
ROT, RUT och ROT igen
VA-avgiften, LSS och ÅVC, förkortningar överallt
JOHANNEBERG HAR BUSS VAR FEMTE MINUT
VARFÖR FÅR VI ALDRIG SVAR FRÅN KOMMUNEN
SKANDAL ATT BADHUSET STÄNGER
Tack Kommunen För Den Fina Lekplatsen
Rektorn på Hagaskolan gör ett bra jobb
kommundirektören borde avgå
oppositionsrådet säger en sak i radio och en annan på mötet
statsministern kom förbi men inte på vår gata
kungen invigde bron 1972
Prins Bertils stig är stängd
handläggaren svarade på två dagar, heder åt henne
hon på biblioteket är en klippa
han i kassan på badhuset var trevlig
Karlssons Åkeri fick upphandlingen igen
Rör inte parken!
Stoppa Bunge, nej jag menar bygget
Västergården är nedlagd sedan 2019
På Lundagård finns fler bänkar än här
Vi var på Liseberg istället, där fungerar toaletterna
Skara Sommarland har bättre badhus
Gekås lockar fler än vårt centrum
Inga bussar, inga tåg, inga svar
Hans Majestät lär få köra bil hit med
Er hemsida är skriven av en robot
Mina barn går till skolan i mörkret
Alla barn ska kunna simma
Från första maj är det förbjudet att elda
Den 3 juni stängs Norra bron
Rosa bandet-loppet var toppen
Röda Korset och Rädda Barnen gör ert jobb
Lions auktion drar in mer än kommunens fritidsbudget
Rotary skänkte bänken, inte ni
Hyresgästföreningen har rätt
Villaägarna har fel
Naturskyddsföreningen varnade er redan 2015
Kommunals fack har strejkat
Nordea och Swedbank har stängt, var ska gamla ta ut pengar
McDonalds och Burger King men ingen fiskaffär
Vattenfall och Ellevio skyller på varann
Telia drar upp kopparn, Telenor täcker inte
PEAB och Skanska delar på jobben
NCC bygger, Peab river, vi betalar
Veolia, Ragnsells eller Stena, vem hämtar?
Anticimex på skolan igen
Sodexo lagar sämre mat än köket vi hade
Attendo och Humana tjänar på våra gamla
Ambea driver boendet, inte kommunen
Academedia köper skolan
Kunskapsskolan har kö
Internationella Engelska skolan vill etablera sig
Montessori eller Waldorf, bara inte nedläggning
Pisa-resultaten talar sitt språk
Tolkien hade kallat det Mordor
Hemtjänstens Ipads är äldre än Gandalf
Det är som Kafkas Processen
Vasaloppet har färre köer
Vätternrundan genom byn igen
O-ringen kommer hit, äntligen något
Ebba von Sydows väg finns väl inte
Hjalmar Brantingsgatan är mönstret
Första Långgatan har cykelbana
Karlavägen, Valhallavägen, allt i Stockholm
Erik Dahlbergsgatan i Göteborg är enkelriktad
Kvarnbyskolan, Västerbergsskolan och Hallerna
Fässbergsskolan fick ny sal
Lilla Edets kommun ligger sist
Nybro Vikings vann, grattis
Brynäs och Modo spelar i stan
IFK Göteborg har bättre planer
Halmstad mot Häcken på TV hela kvällen
Frölunda Indians, inte kommunen, sponsrade
Leksands IF tränar här i maj
Barcelona har Sagrada Familia, vi har en rondell
Danmark har cykelbanor, Norge har pengar, vi har Västtrafik
Putin och Trump får skulden för elpriset
Trump hade byggt en mur, ni klarar inte en trottoar
Hej! Var lämnar man grovsopor? Mvh en undrande
Hälsningar från en trött pendlare
Mvh Förälder till två
//En som bor kvar
Tack. Bra. Fortsätt så.
Hurra! Äntligen!
Usch. Fy. Skäms.
Otroligt men sant: vägen är plogad
Glad Påsk från oss på Ängen
Gott nytt år önskar Solgården
Trevlig midsommar till alla på kontoret
Snälla Kommunen, laga min väg
Kära Kommun, var är bussen?
Bästa Socialnämnd, tänk om
Ordförande Nej, alltid nej
ny lekplats i berga? när då
badet i lödöse är stängt
bussen till lund går aldrig
är det sant att ica stänger
på ikea finns billigare stolar
volvon fastnade i backen
min saab klarar inte hålen
köp en hp-skrivare till bibblan
linda in rören innan frosten
peta inte i budgeten
dra ner på konsulter
skog och mark säljs ut
en blomma till alla på vc
sätt upp en lampa vid stigen
kommer ni ihåg ebba grön på folkets park
luciatåg och lussekatter på torget
Nån som vet om Maxi har öppet på fredag?
Bion visar Barbie igen
De har Netflix på fritids, är det läroplanen?
Har Hemnet fler hus i Kil än här?
Blocket funkar bättre än er e-tjänst
ChatGPT svarar bättre än växeln
Copilot skriver väl era svar
Skolan heter Alléskolan, inte Allskolan
Gatan heter Björkvägen
Katten heter Findus och är borta sen i går
Hunden Bamse sprang lös på skolgården
Vem var det som döpte rondellen till Svampen
Hagabadet är dyrare men renare
Varför heter det Ulriksdal när det ligger i Solna?
Bergvik har parkering, centrum har böter
Nu har Elgiganten också flyttat
Byggmax, Hornbach och Bauhaus, men ingen järnhandel
Pågatåget stannar inte, Krösatåget gör det
Öresundståg är försenat igen
Gripsholm är finare än er kommunborg
Skansen har björnar, vi har måsar
Kolmården för alla skolbarn, inte bara Bullerbyn
Mumindalen på fritids, gulligt
bokbussen Boken kommer på tisdag
Ica-Stig syns oftare än ordföranden
Jokkmokks-Jokke på högsta volym från macken
Det luktar som en Janssons frestelse från reningsverket
Biff Rydberg på skolan, jo tack
Wallenbergare till lunch, äntligen
Karl-Alfred-spenat i matsalen
Budapestbakelse på äldrecafét, nio kronor
Prinsesstårta åt alla utom vaktmästaren
Ballerina-kex är ingen fika
En Trocadero och korv kostar 60 på badet
Loka i automaten men inte kranvatten
Zoégas eller Löfbergs, kaffet på rådhuset är surt
Nu blommar syren, hägg och lilja, men ingen klipper
Sälg och asp växer in över gångbanan
granen på torget är sned
Tallen vid skolan är rutten
Falk och uggla häckar i parken, fäll inte
svan med ungar i dammen, kör försiktigt
lo har setts i Brattås
järv och varg men ingen vargpolitik
Kung Bore har kommit men inte plogbilen
Fru Fortuna var inte med oss i upphandlingen
Moder Jord gråter
Tomten kom före besluten
Ödet Fru, nej tack
Gud vet när bron blir klar
Herregud vilken soppa
Jösses vilken rondell
Fan ta er hela bunten
Farsan hade skrattat, morsan gråtit
Mamma mia vilken kö
Pappa betalar, säger kommunen
Min son går i 4B och trivs
Vår dotter är 7 år och får ingen skjuts
Grannen klippte häcken, nu syns skylten
Läraren i 5A är fantastisk
Chefen på vatten och avlopp lovade svar
Samordnaren slutade och ingen tog över
Ordföranden i nämnden (S) svarade inte
Vi heter alla skattebetalare här
den som heter duga får betala
hur många heter så där egentligen
vem ringer man om ljuset?
ring kommunen sa de, ring regionen sa kommunen
tack snälla för svar
tack till alla på Ängabo
hej från Tollered
hej hopp, nu är det val igen
hälsa chefen att vattnet är brunt
hos er funkar inget
åt skogen med budgeten
mvh arg pensionär
hälsningar missnöjd i Nol
/trött tvåbarnsmor
//En besviken
"Trygghet" står det på skylten
Nya Zeeland har bättre vägar
Grönland är mindre halt
Costa Rica satsar på skog, vi hugger
Los Angeles trafik i Alafors
Brexit gick fortare
Almedalen kostade 80 000
Nobelfesten har billigare mat
Eurovision visas på torget, bra
Melodikrysset på äldreboendet är heligt
Allsång på Hemmagården varje torsdag
Bingolotto hjälper föreningen
Lasse i Gatan gick i mål före bussen
Tisdagsklubben i Maria kyrka
Johannes församling har soppa
Rådhuset, Börjes plats, Torget
Gustav Adolfs torg har samma problem
Carl Gustafs gata är avstängd
Elin Wägnergatan är ny
Vasagatan mot Kungsgatan, rött jämt
Storgatan Kyrkogatan Torggatan, alla opl ogade
Bor man i Ale får man fiber
Tanum först, sen Sotenäs, sist vi
vinden tog taket på Ekens förskola
Lärkan, Trasten och Koltrasten, tre förskolor stängda
Avdelning Kotten har för många barn
Lag Blå vann dragkampen
P10 vann mot Kil
"""

PERSONS = [
    ("min granne Björn spelar trumpet halva natten", "min granne [namn 1] spelar trumpet halva natten"),
    ("kan nån säga till Stig att han inte får parkera där", "kan nån säga till [namn 1] att han inte får parkera där"),
    ("jag såg lille Tim gråta utanför matsalen", "jag såg lille [namn 1] gråta utanför matsalen"),
    ("Saga i 4B blir retad varje dag", "[namn 1] i 4B blir retad varje dag"),
    ("tack viola för all hjälp i tvättstugan", "tack [namn 1] för all hjälp i tvättstugan"),
    ("Det var Kaj som körde in i staketet", "Det var [namn 1] som körde in i staketet"),
    ("viola bor hos sin pappa", "[namn 1] bor hos sin pappa"),
    ("Hej det är Liv, jag har glömt min väska", "Hej det är [namn 1], jag har glömt min väska"),
    ("fröken Lotta skriker åt barnen", "fröken [namn 1] skriker åt barnen"),
    ("min son Max har autism", "min son [namn 1] har autism"),
    ("Axel och Ebba i trean slogs igen", "[namn 1] och [namn 2] i trean slogs igen"),
    ("ella o wilma får aldrig vara med", "[namn 1] får aldrig vara med"),
    ("kolla med Uffe på macken", "kolla med [namn 1] på macken"),
    ("Maj-Britt på Solgården fick ingen frukost", "[namn 1] på Solgården fick ingen frukost"),
    ("Mohamed Al-Hassan väntar fortfarande på besked", "[namn 1] väntar fortfarande på besked"),
    ("yusuf i nian säljer till småglin", "[namn 1] i nian säljer till småglin"),
    ("Berit Ek har sagt upp sig", "[namn 1] har sagt upp sig"),
    ("Enligt Rosa Lind är det inte sant", "Enligt [namn 1] är det inte sant"),
    ("Mvh Jasmin", "Mvh [namn 1]"),
    ("/Sol", "/[namn 1]"),
    ("hälsningar Ros-Marie och Sten", "hälsningar [namn 1] och [namn 2]"),
    ("Sten Ros, ordförande i föreningen, ljuger", "[namn 1], ordförande i föreningen, ljuger"),
    ("vem är T. Falk som skrev under?", "vem är [namn 1] som skrev under?"),
    ("Anna K. på vägenheten svarar aldrig", "[namn 1] på vägenheten svarar aldrig"),
    ("hennes man Per slår henne", "hennes man [namn 1] slår henne"),
    ("Alexas mamma är förtvivlad", "[namn 1]s mamma är förtvivlad"),
    ("Siri fyller sju och alla i 1A är bjudna", "[namn 1] fyller sju och alla i 1A är bjudna"),
    ("Pontus. Det var Pontus. Alla vet.", "[namn 1]. Det var [namn 1]. Alla vet."),
    ("de va hampus å elliot som tände på", "de va [namn 1] å [namn 2] som tände på"),
    ("grannen kent eldar skräp", "grannen [namn 1] eldar skräp"),
    ("Karolina Åkesson Berg, vad gör du med våra pengar?", "[namn 1], vad gör du med våra pengar?"),
    ("Zejneba och Amir bor i en etta med fyra barn", "[namn 1] och [namn 2] bor i en etta med fyra barn"),
    ("Nguyen Thi Hoa fick avslag", "[namn 1] fick avslag"),
    ("tant Greta på Storgatan har inte fått mat", "tant [namn 1] på Storgatan har inte fått mat"),
    ("Ebba har slutat skolan pga mobbing, hon är elva", "[namn 1] har slutat skolan pga mobbing, hon är elva"),
    ("jag heter Frost i efternamn", "jag heter [namn 1] i efternamn"),
    ("Björk, du kan ju inte ens stava", "[namn 1], du kan ju inte ens stava"),
]

SOMEBODYS = """
ring mig på 070–174 06 15 efter fem
mitt nr e 0701740616.
070 17 40 617 (kvällstid)
nås på 0046-70-174 06 18
+46(0)701740619
nr: 070/1740620
070‑1740621
zero sju noll... äsch 070-1740622
ringmig:0701740623
min mejl är kalle punkt berg snabela gmail punkt com
kalle.berg(a)gmail.com
kalle_berg [at] hotmail [dot] com
maila kalleberg@hotmail,com
mejla till sven-åke@exempel.se
jag bor på Lilla Torggatan 3B
mormor bor Hagavägen 17 A lgh 0902
kom till Björkstigen 4 när ni vill
vi bor i Mossen 14, 463 94 Hjärtum
paketet ska till Lindvägen 9, 2 tr ö g, 463 30 Lilla Edet
hon flyttade till Kapten Bondes gata 7
familjen på Solrosvägen 2
min adress är Brovägen 12 b, portkod 1234
gubben på ringvägen femton skjuter fåglar
min bror är skriven på c/o Larsson, Storgatan 1
Stationsvägen 14, där bor han som hotade mig
bor på Ekliden 3
vi på Tallbacken 8 har inget vatten
huset på Åsvägen 5 är vårt
grannen körde i sin röda volvo, ABG 12R
regnr GHT 482 står olåst varje natt
bilen som smet hade plåten KLM45B
han kör en vit golf med reg tnx 772
min sambos bil OPS 991 är repad
LHP 27X parkerar på handikappruta jämt, föraren är frisk
swisha mig på 070 174 06 25
mitt konto 8327-9 123 456 789-0
sätt in på Handelsbanken 6789 123 456 789
clearing 3300 konto 850405 2385
lönekonto 5491 0000003 SEB
IBAN SE4550000000058398257466
pg 12 34 56-6 till min mamma
mitt personnummer är 850405 - 2385
850405.2385
född 19850405 sista fyra 2385
pnr:8504052385
hennes pnr 19850405-2385 låg öppet
åttiofem noll fyra noll fem tjugotre åttiofem
passnummer AB1234567
mitt pass 87654321
min ip är 203.0.113.45
kolla 2001:db8:85a3::8a2e:370:7334
hans insta: @pelle.p_99
www.facebook.com/anna.exempelsson.5
tiktok.com/@exempel_elin
snap: elin_exempel
jag sitter vid 58.13221, 12.12471 och fryser, kom
58°07'55"N 12°07'28"E är mitt hus
"""

NOBODYS = """
ring 0771-21 22 23 så svarar ingen
växeln är 08-465 004 00
kundtjänst 020-22 22 22 svarar aldrig
mejla info@exempelbolaget.se eller kundservice@exempel.se
öppet 10.00-18.00 alla dagar, lördag 10.00-14.00
tågen går 06.05 06.35 07.05 07.35
linje 401 07.12 07.42 08.12
artikelnr 850405-2386
fakturanummer 2026850405
OCR 12345678901
KS 2026/0123-5
dnr 2026-004567
SFS 2017:900
2026-11-21 kl 18.30
hastighet 50 ned till 30 på Storgatan
Storgatan 3-9 asfalteras i veckan
parkeringen på Nygatan 4 är full
biblioteket på Kyrkogatan 2 är stängt
pizzerian Storgatan 8 har bäst kebab
potthål utanför Björkvägen 7
brunnen vid Hagvägen 3 saknar lock
lekplatsen på Ringvägen 12 är farlig
förskolan flyttar till Industrigatan 5
apoteket har flyttat till Torggatan 6
vårdcentralen öppnar på Skolgatan 10
loppis på Parkgatan 2 söndag
gatlyktan vid Tallvägen 22 blinkar
bygget på Strandvägen 40 låter hela natten
buss 173 från Götaplatsen 14
matchen slutade 3-2 (1-1)
vi vann 85-79
ISBN 978-91-0-012345-6
EAN 7310865004703
postnummer 463 30 saknar fiber
hyran höjs med 1 250 kr
skatten 32,85 blir 33,10
3 500 000 kr för en rondell
lån 1234-567890 på biblioteket
bankgiro 5050-1055 till kommunen
kommunens plusgiro 12 34 56-6
Swisha 123 456 78 90 till föreningen
orgnr 556036-0793
org.nr 212000-1234
lotteriet: 123 456 vann en ost
rum 214 i kommunhuset
klassrum B12 är kallt
kurs MAT 101 är full
blankett SKV 704 går inte att ladda ner
ISO 9001 certifierad kommun, jo pyttsan
Volvo V70 och Saab 900 i kommunens garage
kommunbilen ABC 123 stod felparkerad
sopbilen HJK 456 läcker olja
bussen med reg TYU 889 körde förbi
version 10.4.2.118
ip 192.168.1.1 på skolans wifi
10.0.0.1 svarar inte
kl 12:30 12:45 13:00 går båten
tel 112 vid fara, 1177 vid sjukdom
gropen vid 58.1322, 12.1247 måste lagas
följ @nybrokommun
@kommunen svara då
facebook.com/lillaedetskommun
www.nybro.se/felanmalan
E11 och E45 möts vid rondellen
väg 2031 är oplogad
detaljplan Björken 4
fastigheten Eken 2:14
Västra Backa 3:7 avstyckas
i kap 3 § 12
Psalm 249 spelades
1-0 1-1 2-1 slutade det
kod 4711 till dörren
plats 23 på campingen
våning 3 hiss 2
Torget 5 har ny glasskiosk
skidspåret 2,5 km är ospårat
850 405 invånare i regionen
2385 röster
mötet i Ängsgården rum 4
klockan 07 00 till 16 00
"""


@pytest.fixture(scope="module")
def masker() -> Masker:
    return shipped()


def test_what_is_no_person_and_no_identifier_is_left(masker: Masker) -> None:
    lines = NOBODY.strip().splitlines()
    assert [line for line in lines if masker.mask(line).spans] == []


@pytest.mark.parametrize(("text", "masked"), PERSONS)
def test_whoever_is_called_by_name_is_masked(masker: Masker, text: str, masked: str) -> None:
    assert masker.mask(text).text == masked


def test_identifiers_as_people_type_them_are_found() -> None:
    lines = SOMEBODYS.strip().splitlines()
    assert [line for line in lines if not all_identifiers(default_normalizer()(line))] == []


def test_numbers_that_belong_to_nobody_are_left() -> None:
    lines = NOBODYS.strip().splitlines()
    assert [line for line in lines if all_identifiers(default_normalizer()(line))] == []
